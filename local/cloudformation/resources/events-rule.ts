// AWS::Events::Rule (Template Reference): the rule and its targets.
import { ServiceError } from '../../service-error.ts';
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, listRecords, loadText, pick, toJsonText } from '../engine/properties.ts';
import type { Existing, Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { type Shape, tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

const target: Shape = {
  members: {
    Arn: 'string',
    DeadLetterConfig: { members: { Arn: 'string' } },
    Id: 'string',
    Input: 'string',
    InputPath: 'string',
    InputTransformer: {
      members: { InputPathsMap: { map: 'string' }, InputTemplate: 'string' },
      required: ['InputTemplate'],
    },
    RetryPolicy: {
      members: { MaximumEventAgeInSeconds: 'integer', MaximumRetryAttempts: 'integer' },
    },
    RoleArn: 'string',
    SqsParameters: { members: { MessageGroupId: 'string' }, required: ['MessageGroupId'] },
  },
  required: ['Arn', 'Id'],
};

export const eventsRule: ResourceProvider = {
  type: 'AWS::Events::Rule',
  shape: {
    members: {
      Description: 'string',
      EventBusName: 'string',
      EventPattern: 'json',
      Name: 'string',
      RoleArn: 'string',
      ScheduleExpression: 'string',
      State: 'string',
      Tags: tagList,
      Targets: { list: target },
    },
  },
  replacedBy: ['EventBusName', 'Name'],
  nameProperty: 'Name',
  attributes: ['Arn', 'RuleName'],
  exists: async (Name, { properties }, { call }) =>
    await isFound(call('events', 'DescribeRule', { Name, ...pick(properties, ['EventBusName']) })),
  create: async ({ properties }, context) => {
    const name = findText(properties, 'Name') ?? createPhysicalName(context, 64);
    const Tags = listTags(properties);
    const made = await putRule(name, properties, context, Tags.length === 0 ? {} : { Tags });
    context.initiated(made.physicalId);
    await putTargets(name, {}, properties, context);
    return made;
  },
  update: async ({ properties }, existing, context) => {
    const name = toRuleName(existing);
    const made = await putRule(name, properties, context, {});
    await putTargets(name, existing.properties, properties, context);
    const ResourceARN = made.attributes['Arn'];
    await applyTagChanges(
      findTagChanges(existing.properties, properties),
      (Tags) => context.call('events', 'TagResource', { ResourceARN, Tags }),
      (TagKeys) => context.call('events', 'UntagResource', { ResourceARN, TagKeys }),
    );
    return made;
  },
  delete: async (existing, context) => {
    const Name = toRuleName(existing);
    await ignoreMissing(putTargets(Name, existing.properties, {}, context));
    const input = { Name, ...pick(existing.properties, ['EventBusName']) };
    await ignoreMissing(context.call('events', 'DeleteRule', input));
  },
};

/** Ref is the name, with its bus before it where that is not the default one. */
function toRuleName({ physicalId }: Pick<Existing, 'physicalId'>): string {
  return physicalId.slice(physicalId.indexOf('|') + 1);
}

async function putRule(
  Name: string,
  properties: ValueRecord,
  { call }: ProviderContext,
  more: object,
): Promise<Physical> {
  const { EventPattern } = properties;
  const bus = findText(properties, 'EventBusName');
  const { RuleArn = '' } = await call<{ RuleArn?: string }>('events', 'PutRule', {
    Name,
    ...pick(properties, ['Description', 'EventBusName', 'RoleArn', 'ScheduleExpression', 'State']),
    ...(EventPattern === undefined ? {} : { EventPattern: toJsonText(EventPattern) }),
    ...more,
  });
  const physicalId = bus === undefined || bus === 'default' ? Name : `${bus}|${Name}`;
  return { physicalId, attributes: { Arn: RuleArn, RuleName: Name } };
}

async function putTargets(
  Rule: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  const bus = pick({ ...before, ...after }, ['EventBusName']);
  const Targets = listRecords(after, 'Targets');
  const kept = Targets.map((one) => loadText(one, 'Id'));
  const Ids = listRecords(before, 'Targets')
    .map((one) => loadText(one, 'Id'))
    .filter((id) => !kept.includes(id));
  if (Ids.length > 0) checkEntries(await call('events', 'RemoveTargets', { Rule, ...bus, Ids }));
  if (Targets.length > 0) {
    checkEntries(await call('events', 'PutTargets', { Rule, ...bus, Targets }));
  }
}

interface Entries {
  readonly FailedEntries?: readonly { ErrorCode?: string; ErrorMessage?: string }[];
}

/** These two calls succeed also where an entry of theirs fails. */
function checkEntries(output: unknown): void {
  const [failed] = (output as Entries).FailedEntries ?? [];
  if (failed !== undefined) {
    throw new ServiceError(failed.ErrorCode ?? 'ValidationException', failed.ErrorMessage ?? '');
  }
}

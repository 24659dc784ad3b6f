// AWS::StepFunctions::StateMachine (Template Reference). The definition is an object or text, with substitutions.
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findRecord, findText, isChanged, loadText, toLowerMembers } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import { templateError } from '../errors.ts';
import { isText, type ValueRecord } from '../template/value.ts';

const UPDATABLE = [
  'Definition',
  'DefinitionString',
  'DefinitionS3Location',
  'DefinitionSubstitutions',
  'EncryptionConfiguration',
  'LoggingConfiguration',
  'RoleArn',
  'TracingConfiguration',
];

export const stepFunctionsStateMachine: ResourceProvider = {
  type: 'AWS::StepFunctions::StateMachine',
  shape: {
    members: {
      Definition: 'json',
      DefinitionS3Location: {
        members: { Bucket: 'string', Key: 'string', Version: 'string' },
        required: ['Bucket', 'Key'],
      },
      DefinitionString: 'string',
      DefinitionSubstitutions: { map: 'string' },
      EncryptionConfiguration: {
        members: { KmsDataKeyReusePeriodSeconds: 'integer', KmsKeyId: 'string', Type: 'string' },
        required: ['Type'],
      },
      LoggingConfiguration: {
        members: {
          Destinations: {
            list: {
              members: { CloudWatchLogsLogGroup: { members: { LogGroupArn: 'string' } } },
            },
          },
          IncludeExecutionData: 'boolean',
          Level: 'string',
        },
      },
      RoleArn: 'string',
      StateMachineName: 'string',
      StateMachineType: 'string',
      Tags: tagList,
      TracingConfiguration: { members: { Enabled: 'boolean' } },
    },
    required: ['RoleArn'],
  },
  replacedBy: ['StateMachineName', 'StateMachineType'],
  nameProperty: 'StateMachineName',
  attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
  plannedId: ({ properties }, { region, accountId, ...context }) =>
    `arn:aws:states:${region}:${accountId}:stateMachine:${nameOf(properties, { region, accountId, ...context })}`,
  exists: async (name, _wanted, { call, region, accountId }) => {
    const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
    return await isFound(call('stepfunctions', 'DescribeStateMachine', { stateMachineArn }));
  },
  create: async ({ properties }, context) => {
    const name = nameOf(properties, context);
    const type = findText(properties, 'StateMachineType');
    const { stateMachineArn = '' } = await context.call<{ stateMachineArn?: string }>(
      'stepfunctions',
      'CreateStateMachine',
      {
        ...(await toInput(properties, context)),
        name,
        ...(type === undefined ? {} : { type }),
        tags: listTags(properties).map(({ Key: key, Value: value }) => ({ key, value })),
      },
    );
    const attributes = { Arn: stateMachineArn, Name: name, StateMachineRevisionId: 'INITIAL' };
    return { physicalId: stateMachineArn, attributes };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, context) => {
    const stateMachineArn = physicalId;
    let revision = attributes['StateMachineRevisionId'];
    if (isChanged(before, properties, UPDATABLE)) {
      const { revisionId } = await context.call<{ revisionId?: string }>(
        'stepfunctions',
        'UpdateStateMachine',
        { ...OFF, ...(await toInput(properties, context)), stateMachineArn },
      );
      revision = revisionId ?? revision;
    }
    await applyTagChanges(
      findTagChanges(before, properties),
      (put) =>
        context.call('stepfunctions', 'TagResource', {
          resourceArn: stateMachineArn,
          tags: put.map(({ Key: key, Value: value }) => ({ key, value })),
        }),
      (tagKeys) =>
        context.call('stepfunctions', 'UntagResource', { resourceArn: stateMachineArn, tagKeys }),
    );
    return {
      physicalId,
      attributes: {
        ...attributes,
        ...(revision === undefined ? {} : { StateMachineRevisionId: revision }),
      },
    };
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(
      call('stepfunctions', 'DeleteStateMachine', { stateMachineArn: physicalId }),
    );
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'StateMachineName') ?? createPhysicalName(context, 80);
}

/** What an update says where the template has stopped saying anything. */
const OFF = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false, destinations: [] },
  tracingConfiguration: { enabled: false },
};

async function toInput(
  properties: ValueRecord,
  context: ProviderContext,
): Promise<Readonly<Record<string, unknown>>> {
  const optional = ['EncryptionConfiguration', 'LoggingConfiguration', 'TracingConfiguration'];
  const there = optional.filter((name) => name in properties);
  return {
    definition: await loadDefinition(properties, context),
    roleArn: loadText(properties, 'RoleArn'),
    ...Object.fromEntries(
      there.map((name) => [
        name.charAt(0).toLowerCase() + name.slice(1),
        toLowerMembers(properties[name] ?? null),
      ]),
    ),
  };
}

async function loadDefinition(properties: ValueRecord, context: ProviderContext): Promise<string> {
  const text = await loadTemplateText(properties, context);
  const substitutions = findRecord(properties, 'DefinitionSubstitutions') ?? {};
  return text.replaceAll(/\$\{([A-Za-z0-9_.-]+)\}/g, (whole, name: string) => {
    const value = substitutions[name];
    return isText(value) ? value : whole;
  });
}

async function loadTemplateText(
  properties: ValueRecord,
  { call }: ProviderContext,
): Promise<string> {
  const { Definition } = properties;
  const text = findText(properties, 'DefinitionString');
  const place = findRecord(properties, 'DefinitionS3Location');
  const given = [Definition, text, place].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw templateError(
      'exactly one of Definition, DefinitionString and DefinitionS3Location must be given.',
    );
  }
  if (text !== undefined) return text;
  if (place === undefined) return JSON.stringify(Definition);
  const { Body } = await call<{ Body?: Uint8Array }>('s3', 'GetObject', {
    Bucket: loadText(place, 'Bucket'),
    Key: loadText(place, 'Key'),
  });
  return Buffer.from(Body ?? new Uint8Array()).toString('utf8');
}

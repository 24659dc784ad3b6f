// Conditions on tags through a role's policy, with the real clients, service by service: what carries the tag may be used, its
// neighbour may not; a request may bring this tag and no other; and what is tagged anew is judged anew by the next call.
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as sfn from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig, type InProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';
import { makeRole, type RoleOfOurs } from '../../support/role-of-ours.ts';
import { describeFunction } from '../lambda/functions.ts';

const ACCOUNT = '000000000000';
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;
const iamArn = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`;

type Tags = Readonly<Record<string, string>>;
type Call = (config: InProcessConfig) => Promise<unknown>;

/** One kind of thing that carries tags. `name` is `blue` or `red`, or the name of a new one. */
interface Row {
  readonly make: (name: string, tags: Tags) => Call;
  /** Asks for a right to that thing alone. */
  readonly use: (name: string) => Call;
  readonly tag?: (name: string, tags: Tags) => Call;
  readonly untag?: (name: string, keys: string[]) => Call;
  /** As IAM calls the right to use it, and the resource, in the refusal. */
  readonly action: string;
  readonly resource: string | RegExp;
}

const upper = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const lower = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));

const statement = { Effect: 'Allow', Action: 'sts:AssumeRole' };
const trustIn = (Principal: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Principal }] });
const PERMISSIONS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ ...statement, Resource: '*' }],
});
const MACHINE = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } },
});
const TEMPLATE = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
const queueUrl = (name: string): string => `http://127.0.0.1/${ACCOUNT}/${name}`;

const ROWS: Readonly<Record<string, Row>> = {
  'rules of EventBridge': {
    make: (Name, tags) => (config) =>
      new events.EventBridgeClient(config).send(
        new events.PutRuleCommand({
          ...{ Name, ScheduleExpression: 'rate(1 day)', Tags: upper(tags) },
        }),
      ),
    use: (Name) => (config) =>
      new events.EventBridgeClient(config).send(new events.DisableRuleCommand({ Name })),
    ...tagEvents('rule'),
    action: 'events:DisableRule',
    resource: arn('events', 'rule/red'),
  },
  'buses of EventBridge': {
    make: (Name, tags) => (config) =>
      new events.EventBridgeClient(config).send(
        new events.CreateEventBusCommand({ Name, Tags: upper(tags) }),
      ),
    use: (EventBusName) => (config) =>
      new events.EventBridgeClient(config).send(
        new events.PutEventsCommand({
          Entries: [{ EventBusName, Source: 's', DetailType: 'd', Detail: '{}' }],
        }),
      ),
    ...tagEvents('event-bus'),
    action: 'events:PutEvents',
    resource: arn('events', 'event-bus/red'),
  },
  'groups of Scheduler': {
    make: (Name, tags) => (config) =>
      new scheduler.SchedulerClient(config).send(
        new scheduler.CreateScheduleGroupCommand({ Name, Tags: upper(tags) }),
      ),
    use: (Name) => (config) =>
      new scheduler.SchedulerClient(config).send(new scheduler.GetScheduleGroupCommand({ Name })),
    ...tagScheduler(),
    action: 'scheduler:GetScheduleGroup',
    resource: arn('scheduler', 'schedule-group/red'),
  },
  'schedules, by the tags of their group': {
    make: (Name, tags) => (config) =>
      new scheduler.SchedulerClient(config).send(
        new scheduler.CreateScheduleGroupCommand({ Name: `of-${Name}`, Tags: upper(tags) }),
      ),
    use: (name) => (config) =>
      new scheduler.SchedulerClient(config).send(
        new scheduler.DeleteScheduleCommand({ Name: 's', GroupName: `of-${name}` }),
      ),
    action: 'scheduler:DeleteSchedule',
    resource: arn('scheduler', 'schedule/of-red/s'),
  },
  'topics of SNS': {
    make: (Name, tags) => (config) =>
      new sns.SNSClient(config).send(new sns.CreateTopicCommand({ Name, Tags: upper(tags) })),
    use: (name) => (config) =>
      new sns.SNSClient(config).send(
        new sns.SetTopicAttributesCommand({
          ...{ TopicArn: arn('sns', name), AttributeName: 'DisplayName', AttributeValue: 'd' },
        }),
      ),
    tag: (name, tags) => (config) =>
      new sns.SNSClient(config).send(
        new sns.TagResourceCommand({ ResourceArn: arn('sns', name), Tags: upper(tags) }),
      ),
    untag: (name, TagKeys) => (config) =>
      new sns.SNSClient(config).send(
        new sns.UntagResourceCommand({ ResourceArn: arn('sns', name), TagKeys }),
      ),
    action: 'SNS:SetTopicAttributes',
    resource: arn('sns', 'red'),
  },
  'queues of SQS': {
    make: (QueueName, tags) => (config) =>
      new sqs.SQSClient(config).send(new sqs.CreateQueueCommand({ QueueName, tags })),
    use: (name) => (config) =>
      new sqs.SQSClient(config).send(
        new sqs.SendMessageCommand({ QueueUrl: queueUrl(name), MessageBody: 'm' }),
      ),
    tag: (name, Tags) => (config) =>
      new sqs.SQSClient(config).send(new sqs.TagQueueCommand({ QueueUrl: queueUrl(name), Tags })),
    untag: (name, TagKeys) => (config) =>
      new sqs.SQSClient(config).send(
        new sqs.UntagQueueCommand({ QueueUrl: queueUrl(name), TagKeys }),
      ),
    action: 'sqs:sendmessage',
    resource: arn('sqs', 'red'),
  },
  'roles of IAM': {
    make: (RoleName, tags) => (config) =>
      new iam.IAMClient(config).send(
        new iam.CreateRoleCommand({
          ...{ RoleName, Tags: upper(tags) },
          AssumeRolePolicyDocument: trustIn({ AWS: ACCOUNT }),
        }),
      ),
    use: (RoleName) => (config) =>
      new iam.IAMClient(config).send(new iam.UpdateRoleCommand({ RoleName, Description: 'd' })),
    tag: (RoleName, tags) => (config) =>
      new iam.IAMClient(config).send(new iam.TagRoleCommand({ RoleName, Tags: upper(tags) })),
    untag: (RoleName, TagKeys) => (config) =>
      new iam.IAMClient(config).send(new iam.UntagRoleCommand({ RoleName, TagKeys })),
    action: 'iam:UpdateRole',
    resource: iamArn('role/red'),
  },
  'users of IAM': {
    make: (UserName, tags) => (config) =>
      new iam.IAMClient(config).send(new iam.CreateUserCommand({ UserName, Tags: upper(tags) })),
    use: (UserName) => (config) =>
      new iam.IAMClient(config).send(new iam.ListAccessKeysCommand({ UserName })),
    tag: (UserName, tags) => (config) =>
      new iam.IAMClient(config).send(new iam.TagUserCommand({ UserName, Tags: upper(tags) })),
    untag: (UserName, TagKeys) => (config) =>
      new iam.IAMClient(config).send(new iam.UntagUserCommand({ UserName, TagKeys })),
    action: 'iam:ListAccessKeys',
    resource: iamArn('user/red'),
  },
  'policies of IAM': {
    make: (PolicyName, tags) => (config) =>
      new iam.IAMClient(config).send(
        new iam.CreatePolicyCommand({
          ...{ PolicyName, PolicyDocument: PERMISSIONS, Tags: upper(tags) },
        }),
      ),
    use: (name) => (config) =>
      new iam.IAMClient(config).send(
        new iam.GetPolicyCommand({ PolicyArn: iamArn(`policy/${name}`) }),
      ),
    action: 'iam:GetPolicy',
    resource: iamArn('policy/red'),
  },
  'roles that STS is asked for': {
    make: (name, tags) => (config) =>
      new iam.IAMClient(config).send(
        new iam.CreateRoleCommand({
          ...{ RoleName: `become-${name}`, Tags: upper(tags) },
          AssumeRolePolicyDocument: trustIn({ AWS: ACCOUNT }),
        }),
      ),
    use: (name) => (config) =>
      new STSClient(config).send(
        new AssumeRoleCommand({ RoleArn: iamArn(`role/become-${name}`), RoleSessionName: 'run' }),
      ),
    action: 'sts:AssumeRole',
    resource: iamArn('role/become-red'),
  },
  'stacks of CloudFormation': {
    make: (StackName, tags) => (config) =>
      new CloudFormationClient(config).send(
        new CreateStackCommand({ StackName, TemplateBody: TEMPLATE, Tags: upper(tags) }),
      ),
    use: (StackName) => (config) =>
      new CloudFormationClient(config).send(new DescribeStacksCommand({ StackName })),
    action: 'cloudformation:DescribeStacks',
    resource: /^arn:aws:cloudformation:us-east-1:000000000000:stack\/red\/[-0-9a-f]{36}$/u,
  },
  'alarms of CloudWatch': {
    make: (AlarmName, tags) => (config) =>
      new cloudwatch.CloudWatchClient(config).send(
        new cloudwatch.PutMetricAlarmCommand({
          ...{ AlarmName, Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60 },
          ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
          Tags: upper(tags),
        }),
      ),
    use: (name) => (config) =>
      new cloudwatch.CloudWatchClient(config).send(
        new cloudwatch.DisableAlarmActionsCommand({ AlarmNames: [name] }),
      ),
    tag: (name, tags) => (config) =>
      new cloudwatch.CloudWatchClient(config).send(
        new cloudwatch.TagResourceCommand({
          ...{ ResourceARN: arn('cloudwatch', `alarm:${name}`), Tags: upper(tags) },
        }),
      ),
    untag: (name, TagKeys) => (config) =>
      new cloudwatch.CloudWatchClient(config).send(
        new cloudwatch.UntagResourceCommand({
          ...{ ResourceARN: arn('cloudwatch', `alarm:${name}`), TagKeys },
        }),
      ),
    action: 'cloudwatch:DisableAlarmActions',
    resource: arn('cloudwatch', 'alarm:red'),
  },
  'groups of Logs': {
    make: (logGroupName, tags) => (config) =>
      new logs.CloudWatchLogsClient(config).send(
        new logs.CreateLogGroupCommand({ logGroupName, tags }),
      ),
    use: (logGroupName) => (config) =>
      new logs.CloudWatchLogsClient(config).send(
        new logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }),
      ),
    tag: (name, tags) => (config) =>
      new logs.CloudWatchLogsClient(config).send(
        new logs.TagResourceCommand({ resourceArn: arn('logs', `log-group:${name}`), tags }),
      ),
    untag: (name, tagKeys) => (config) =>
      new logs.CloudWatchLogsClient(config).send(
        new logs.UntagResourceCommand({ resourceArn: arn('logs', `log-group:${name}`), tagKeys }),
      ),
    action: 'logs:PutRetentionPolicy',
    resource: arn('logs', 'log-group:red:log-stream:'),
  },
  'functions of Lambda': {
    make: (FunctionName, Tags) => (config) =>
      new lambda.LambdaClient(config).send(
        new lambda.CreateFunctionCommand(
          describeFunction(iamArn('role/runs'), '', { FunctionName, Tags }),
        ),
      ),
    use: (FunctionName) => (config) =>
      new lambda.LambdaClient(config).send(new lambda.GetFunctionCommand({ FunctionName })),
    tag: (name, Tags) => (config) =>
      new lambda.LambdaClient(config).send(
        new lambda.TagResourceCommand({ Resource: arn('lambda', `function:${name}`), Tags }),
      ),
    untag: (name, TagKeys) => (config) =>
      new lambda.LambdaClient(config).send(
        new lambda.UntagResourceCommand({ Resource: arn('lambda', `function:${name}`), TagKeys }),
      ),
    action: 'lambda:GetFunction',
    resource: arn('lambda', 'function:red'),
  },
  'state machines': {
    make: (name, tags) => (config) =>
      new sfn.SFNClient(config).send(
        new sfn.CreateStateMachineCommand({
          ...{ name, roleArn: iamArn('role/runs'), definition: MACHINE, tags: lower(tags) },
        }),
      ),
    use: (name) => (config) =>
      new sfn.SFNClient(config).send(
        new sfn.StartExecutionCommand({ stateMachineArn: arn('states', `stateMachine:${name}`) }),
      ),
    ...tagStates('stateMachine'),
    action: 'states:StartExecution',
    resource: arn('states', 'stateMachine:red'),
  },
  'executions, by the tags of their machine': {
    make: (name, tags) => async (config) => {
      const client = new sfn.SFNClient(config);
      const { stateMachineArn } = await client.send(
        new sfn.CreateStateMachineCommand({
          ...{ name: `of-${name}`, roleArn: iamArn('role/runs'), definition: MACHINE },
          tags: lower(tags),
        }),
      );
      await client.send(new sfn.StartExecutionCommand({ stateMachineArn, name: 'e' }));
    },
    use: (name) => (config) =>
      new sfn.SFNClient(config).send(
        new sfn.StopExecutionCommand({ executionArn: arn('states', `execution:of-${name}:e`) }),
      ),
    action: 'states:StopExecution',
    resource: arn('states', 'execution:of-red:e'),
  },
  'activities of Step Functions': {
    make: (name, tags) => (config) =>
      new sfn.SFNClient(config).send(new sfn.CreateActivityCommand({ name, tags: lower(tags) })),
    use: (name) => (config) =>
      new sfn.SFNClient(config).send(
        new sfn.DescribeActivityCommand({ activityArn: arn('states', `activity:${name}`) }),
      ),
    ...tagStates('activity'),
    action: 'states:DescribeActivity',
    resource: arn('states', 'activity:red'),
  },
};

function tagEvents(kind: string): Pick<Row, 'tag' | 'untag'> {
  return {
    tag: (name, tags) => (config) =>
      new events.EventBridgeClient(config).send(
        new events.TagResourceCommand({
          ...{ ResourceARN: arn('events', `${kind}/${name}`), Tags: upper(tags) },
        }),
      ),
    untag: (name, TagKeys) => (config) =>
      new events.EventBridgeClient(config).send(
        new events.UntagResourceCommand({
          ...{ ResourceARN: arn('events', `${kind}/${name}`), TagKeys },
        }),
      ),
  };
}

function tagScheduler(): Pick<Row, 'tag' | 'untag'> {
  const toArn = (name: string): string => arn('scheduler', `schedule-group/${name}`);
  return {
    tag: (name, tags) => (config) =>
      new scheduler.SchedulerClient(config).send(
        new scheduler.TagResourceCommand({ ResourceArn: toArn(name), Tags: upper(tags) }),
      ),
    untag: (name, TagKeys) => (config) =>
      new scheduler.SchedulerClient(config).send(
        new scheduler.UntagResourceCommand({ ResourceArn: toArn(name), TagKeys }),
      ),
  };
}

function tagStates(kind: string): Pick<Row, 'tag' | 'untag'> {
  return {
    tag: (name, tags) => (config) =>
      new sfn.SFNClient(config).send(
        new sfn.TagResourceCommand({
          ...{ resourceArn: arn('states', `${kind}:${name}`), tags: lower(tags) },
        }),
      ),
    untag: (name, tagKeys) => (config) =>
      new sfn.SFNClient(config).send(
        new sfn.UntagResourceCommand({ resourceArn: arn('states', `${kind}:${name}`), tagKeys }),
      ),
  };
}

let cloud: Cloud;
let root: InProcessConfig;
let role: RoleOfOurs;

beforeAll(async () => {
  cloud = createCloud();
  root = createInProcessConfig(cloud);
  role = await makeRole(root, 'worker');
  const Service = ['lambda.amazonaws.com', 'states.amazonaws.com'];
  await new iam.IAMClient(root).send(
    new iam.CreateRoleCommand({
      ...{ RoleName: 'runs', AssumeRolePolicyDocument: trustIn({ Service }) },
    }),
  );
  for (const { make } of Object.values(ROWS)) {
    await make('blue', { team: 'blue' })(root);
    await make('red', { team: 'red' })(root);
  }
});

beforeEach(() => role.allow({ Action: 'none:None' }));
afterAll(() => cloud.stop());

/** What passes IAM may still be refused by the action itself: only the right is looked at. */
async function isPermitted(call: Call): Promise<boolean> {
  try {
    await call(role.config);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return !message.includes('is not authorized to perform');
  }
}

const NAMES = Object.keys(ROWS);

function rowOf(name: string): Row {
  const row = ROWS[name];
  if (row === undefined) throw new Error(name);
  return row;
}

test.each(NAMES)('%s: what carries the tag may be used, what does not is refused', async (name) => {
  const { use, action, resource } = rowOf(name);
  const blue = { StringEquals: { 'aws:ResourceTag/team': 'blue' } };
  await role.allow({ Action: '*', Condition: blue });
  expect(await isPermitted(use('blue'))).toBe(true);
  const { message } = await refusalOf(use('red')(role.config));
  const by = `User: ${role.sessionArn} is not authorized to perform: ${action} on resource: `;
  expect(message.startsWith(by)).toBe(true);
  expect(message.slice(by.length).split(' because ')[0]).toMatch(resource);
});

const TAGGED = NAMES.filter((name) => rowOf(name).tag !== undefined);

test.each(TAGGED)('%s: another tag takes effect with the next call', async (name) => {
  const { use, tag, untag } = rowOf(name);
  const blue = { StringEquals: { 'aws:ResourceTag/team': 'blue' } };
  await role.allow({ Action: '*', Condition: blue });
  await tag?.('red', { team: 'blue' })(root);
  expect(await isPermitted(use('red'))).toBe(true);
  await untag?.('red', ['team'])(root);
  expect(await isPermitted(use('red'))).toBe(false);
  await tag?.('red', { team: 'red' })(root);
});

/** What brings no tags of its own when it is made: the row of its parent does. */
const MADE = NAMES.filter((name) => !name.includes(', by the tags') && !name.includes('STS'));

test.each(MADE)('%s: are made with the tags that the policy names, and no others', async (name) => {
  const { make } = rowOf(name);
  await role.allow(
    {
      Action: '*',
      Condition: {
        StringEquals: { 'aws:RequestTag/team': 'blue' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage'] },
      },
    },
    { Action: 'iam:PassRole' },
  );
  expect(await isPermitted(make('new', { team: 'blue', stage: 'x' }))).toBe(true);
  expect(await isPermitted(make('other', { team: 'blue', cost: 'x' }))).toBe(false);
  expect(await isPermitted(make('other', { team: 'red' }))).toBe(false);
  expect(await isPermitted(make('other', {}))).toBe(false);
});

test.each(TAGGED)(
  '%s: get and lose the tags that the policy names, and no others',
  async (name) => {
    const { tag, untag } = rowOf(name);
    if (tag === undefined || untag === undefined) throw new Error(name);
    const only = { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['stage'] } };
    await role.allow({ Action: '*', Condition: only });
    expect(await isPermitted(tag('blue', { stage: 'x' }))).toBe(true);
    expect(await isPermitted(tag('blue', { cost: 'x' }))).toBe(false);
    expect(await isPermitted(untag('blue', ['stage']))).toBe(true);
    expect(await isPermitted(untag('blue', ['cost']))).toBe(false);
    await role.allow({ Action: '*', Condition: { StringLike: { 'aws:RequestTag/stage': 'x*' } } });
    expect(await isPermitted(tag('blue', { stage: 'x1' }))).toBe(true);
    expect(await isPermitted(tag('blue', { stage: 'y' }))).toBe(false);
  },
);

test('IAM has the tags of roles and users under a name of its own, too, and those of policies not', async () => {
  await role.allow({
    Action: '*',
    Condition: { StringEquals: { 'iam:ResourceTag/team': 'blue' } },
  });
  const areUsable = (name: string) =>
    Promise.all(['blue', 'red'].map((one) => isPermitted(rowOf(name).use(one))));
  expect(await areUsable('roles of IAM')).toEqual([true, false]);
  expect(await areUsable('users of IAM')).toEqual([true, false]);
  expect(await areUsable('roles that STS is asked for')).toEqual([true, false]);
  expect(await areUsable('policies of IAM')).toEqual([false, false]);
});

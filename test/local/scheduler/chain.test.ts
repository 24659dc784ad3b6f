import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createRole, toServicePolicy } from '../../support/roles.ts';

let clock: ManualClock;
let running: RunningCloud;

beforeEach(async () => {
  clock = createManualClock(Date.UTC(2026, 0, 1));
  running = await startCloud({ clock });
});

afterEach(async () => {
  await running.close();
});

test('a schedule starts an execution, whose end a rule tells to a topic, whose mail can be read', async () => {
  const { url, cloud, clientConfig } = running;
  const sns = new SNSClient(clientConfig);
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'notices' }));
  const Policy = toServicePolicy({
    service: 'events.amazonaws.com',
    action: 'sns:Publish',
    resource: TopicArn,
    sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/ended',
  });
  await sns.send(
    new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: Policy }),
  );
  await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }),
  );
  const readInbox = async () => {
    const answer = await fetch(`${url}/_rekey/inbox`);
    const { messages } = (await answer.json()) as {
      messages: { token?: string; message: string }[];
    };
    return messages;
  };
  const Token = (await readInbox())[0]?.token;
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));

  const { stateMachineArn } = await new SFNClient(clientConfig).send(
    new CreateStateMachineCommand({
      name: 'machine',
      roleArn: await createRole(cloud, {
        name: 'machine',
        service: 'states.amazonaws.com',
        actions: [],
      }),
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'Done',
        States: { Done: { Type: 'Succeed' } },
      }),
    }),
  );
  const events = new EventBridgeClient(clientConfig);
  await events.send(
    new PutRuleCommand({
      Name: 'ended',
      EventPattern: JSON.stringify({
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: ['SUCCEEDED'], stateMachineArn: [stateMachineArn] },
      }),
    }),
  );
  const InputPath = '$.detail.input';
  await events.send(
    new PutTargetsCommand({ Rule: 'ended', Targets: [{ Id: '1', Arn: TopicArn, InputPath }] }),
  );
  await new SchedulerClient(clientConfig).send(
    new CreateScheduleCommand({
      Name: 'once',
      ScheduleExpression: 'at(2026-01-01T03:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: stateMachineArn,
        RoleArn: await createRole(cloud, {
          name: 'scheduler',
          service: 'scheduler.amazonaws.com',
          actions: ['states:StartExecution'],
        }),
        Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
      },
    }),
  );
  await clock.advance(3 * 3_600_000);
  const [notice] = await readInbox();
  expect(JSON.parse(JSON.parse(notice?.message ?? '""') as string)).toEqual({
    scheduledTime: '2026-01-01T03:00:00Z',
  });

  const { Metrics = [] } = await new CloudWatchClient(clientConfig).send(
    new ListMetricsCommand({}),
  );
  const names = Metrics.map(
    ({ Namespace, MetricName }) => `${Namespace ?? ''} ${MetricName ?? ''}`,
  );
  expect(names).toEqual(
    expect.arrayContaining([
      'AWS/Scheduler InvocationAttemptCount',
      'AWS/Events Invocations',
      'AWS/SNS NumberOfNotificationsDelivered',
    ]),
  );
});

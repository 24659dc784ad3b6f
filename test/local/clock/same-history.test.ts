// The same seed and the same commands give the same histories and events: ids, times and order, with Lambdas in threads that call the endpoint.
import { expect, test } from '@jest/globals';
import { createRole, type MovedWorld, openMovedWorld, roleArn, toArn } from './moved-world.ts';

/** It fails at first, waits for a timer, reads its clock, and publishes over HTTP as its SDK would. */
const WORK = `
exports.handler = async ({ number, topic, fails, tries }) => {
  const began = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 3 * number));
  // Without a trace: whether it names frames of Node itself is chance.
  if (fails && tries < 2) throw Object.assign(new Error('later'), { name: 'Later', stack: '' });
  const body = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', TopicArn: topic, Message: String(number) });
  const scope = 'Credential=local/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0';
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'AWS4-HMAC-SHA256 ' + scope },
    body,
  });
  return { number, status: answer.status, began, took: Date.now() - began };
};`;

const task = (number: string, fails: boolean) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: {
    FunctionName: 'work',
    Payload: {
      ...{ number, fails, topic: toArn('sns', 'told') },
      tries: '{% $states.context.State.RetryCount %}',
    },
  },
  Retry: [
    {
      ...{ ErrorEquals: ['Later'], IntervalSeconds: 60, MaxAttempts: 3, BackoffRate: 3 },
      JitterStrategy: 'FULL',
    },
  ],
  Output: '{% $states.result.Payload %}',
});

const machine = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Fails',
          States: {
            Fails: { ...task('{% 1 %}', true), Next: 'Pause' },
            Pause: { Type: 'Wait', Seconds: 3600, End: true },
          },
        },
        { StartAt: 'Works', States: { Works: { ...task('{% 2 %}', false), End: true } } },
      ],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      Items: [3, 4, 5],
      ItemProcessor: {
        StartAt: 'One',
        States: { One: { ...task('{% $states.context.Map.Item.Value %}', false), End: true } },
      },
      End: true,
    },
  },
};

interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
}

async function live(seed: string, hours = 8) {
  const world = await openMovedWorld({ seed });
  try {
    await createRole(world);
    await world.createFunction('work', WORK);
    const arn = await world.createMachine('works', machine);
    await collect(world, arn);
    for (const number of [1, 2, 3]) {
      await world.call('scheduler', 'CreateSchedule', {
        Name: `schedule-${String(number)}`,
        ScheduleExpression: 'rate(6 hours)',
        FlexibleTimeWindow:
          number === 3 ? { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 } : { Mode: 'OFF' },
        Target: { Arn: arn, RoleArn: roleArn, Input: JSON.stringify({ number }) },
      });
    }
    await world.move({ advance: `PT${String(hours)}H` });
    const { fellDue } = await world.move({ until: 'idle' });
    const histories = await listHistories(world, arn);
    const messages = await drain(world);
    return { fellDue, histories, messages: messages.map((text) => text.replaceAll(world.url, '')) };
  } finally {
    await world.close();
  }
}

/** What SNS and EventBridge tell ends in one queue. */
async function collect({ call }: MovedWorld, machineArn: string): Promise<void> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' },
        Principal: { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] },
      },
    ],
  });
  await call('sqs', 'CreateQueue', { QueueName: 'all', Attributes: { Policy } });
  const queue = toArn('sqs', 'all');
  await call('sns', 'CreateTopic', { Name: 'told' });
  await call('sns', 'Subscribe', {
    ...{ TopicArn: toArn('sns', 'told'), Protocol: 'sqs', Endpoint: queue },
  });
  await call('events', 'PutRule', {
    Name: 'ended',
    EventPattern: JSON.stringify({
      ...{ source: ['aws.states'], detail: { stateMachineArn: [machineArn] } },
    }),
  });
  await call('events', 'PutTargets', { Rule: 'ended', Targets: [{ Id: 'queue', Arn: queue }] });
}

async function listHistories({ call }: MovedWorld, stateMachineArn: string) {
  const { executions } = await call<{
    readonly executions: readonly { readonly executionArn: string; readonly status: string }[];
  }>('stepfunctions', 'ListExecutions', { stateMachineArn });
  return await Promise.all(
    executions.map(async ({ executionArn, status }) => ({
      ...{ executionArn, status },
      ...(await call<object>('stepfunctions', 'GetExecutionHistory', {
        ...{ executionArn, maxResults: 1000 },
      })),
    })),
  );
}

async function drain({ call, url }: MovedWorld): Promise<readonly string[]> {
  const QueueUrl = `${url}/000000000000/all`;
  const texts: string[] = [];
  for (;;) {
    const { Messages = [] } = await call<{ readonly Messages?: readonly Message[] }>(
      ...(['sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 }] as const),
    );
    if (Messages.length === 0) return texts;
    for (const { Body } of Messages) texts.push(Body);
  }
}

test('the same seed gives the same histories and the same messages, another seed others', async () => {
  const first = await live('one');
  const second = await live('one');
  expect(second.histories).toEqual(first.histories);
  expect(second.messages).toEqual(first.messages);
  expect(second.fellDue).toBe(first.fellDue);
  // They are what they should be, or this would compare nothing.
  expect(first.histories).toHaveLength(6);
  expect(first.histories.map(({ status }) => status)).toEqual(
    first.histories.map(() => 'SUCCEEDED'),
  );
  // Five publishings, and that it began and ended.
  expect(first.messages).toHaveLength(6 * 7);
  const other = await live('two', 1);
  expect(other.histories.at(-1)).not.toEqual(first.histories.at(-1));
});

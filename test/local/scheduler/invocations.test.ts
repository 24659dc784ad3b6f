import type { Target } from '@aws-sdk/client-scheduler';
import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { createScheduler } from '../../../local/scheduler/service.ts';
import { ServiceError } from '../../../local/service-error.ts';
import { createStore } from '../../../local/store.ts';
import { type Answer, createLoneEnvironment, run } from '../../support/lone-environment.ts';

const RoleArn = 'arn:aws:iam::000000000000:role/scheduler';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';

async function fire(target: Partial<Target>, answer: Answer = () => ({})) {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const store = createStore();
  const environment = createLoneEnvironment({ clock, store, answer });
  const service = createScheduler(environment);
  await run(service, 'CreateSchedule', {
    Name: 's',
    ScheduleExpression: 'at(2026-01-01T00:00:01)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { RoleArn, ...target },
  });
  await clock.advance(1_000);
  return { clock, store, service, environment };
}

function toText(bytes: unknown): string {
  return Buffer.from(bytes as Uint8Array).toString();
}

test('a state machine is started with the input, by the role', async () => {
  const Arn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:rotation';
  const { environment } = await fire({ Arn, Input: '{"at":"<aws.scheduler.scheduled-time>"}' });
  expect(environment.calls).toMatchObject([
    {
      service: 'stepfunctions',
      operation: 'StartExecution',
      region: 'eu-west-1',
      principal: { kind: 'role', roleArn: RoleArn },
      input: { stateMachineArn: Arn, input: '{"at":"2026-01-01T00:00:01Z"}' },
    },
  ]);
  expect(environment.metrics).toEqual(new Map([['InvocationAttemptCount', 1]]));
});

test('a function without an input gets the scheduled event', async () => {
  const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
  const { environment } = await fire({ Arn });
  const { operation, input } = environment.calls[0] ?? {};
  expect(operation).toBe('Invoke');
  const { Payload, ...rest } = input as { Payload: Uint8Array };
  expect(rest).toEqual({ FunctionName: Arn, InvocationType: 'Event' });
  expect(JSON.parse(toText(Payload))).toMatchObject({
    source: 'aws.scheduler',
    'detail-type': 'Scheduled Event',
    time: '2026-01-01T00:00:01Z',
    resources: ['arn:aws:scheduler:us-east-1:000000000000:schedule/default/s'],
  });
});

test('an event bus gets an entry, and an entry that it refuses is a failure', async () => {
  const target = {
    Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
    Input: '{"n":1}',
    EventBridgeParameters: { Source: 'rekey', DetailType: 'Due' },
    RetryPolicy: { MaximumRetryAttempts: 0 },
  };
  const { environment } = await fire(target, () => ({
    Entries: [{ ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'No.' }],
  }));
  expect(environment.calls).toMatchObject([
    {
      operation: 'PutEvents',
      input: { Entries: [{ Source: 'rekey', DetailType: 'Due', Detail: '{"n":1}' }] },
    },
  ]);
  expect(environment.metrics.get('TargetErrorCount')).toBe(1);
  expect(environment.metrics.get('InvocationDroppedCount')).toBe(1);
});

test('a universal target’s members are spelt as the operation spells them', async () => {
  const execution = await fire({
    Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
    Input: '{"StateMachineArn":"arn:m","Input":"{}"}',
  });
  expect(execution.environment.calls).toMatchObject([
    { service: 'stepfunctions', input: { stateMachineArn: 'arn:m', input: '{}' } },
  ]);
  const invocation = await fire({
    Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke',
    Input: '{"FunctionName":"f","Payload":"{\\"a\\":1}"}',
  });
  const [call] = invocation.environment.calls;
  expect(toText((call?.input as { Payload: Uint8Array } | undefined)?.Payload)).toBe('{"a":1}');
});

test('retries grow apart, bear their number, and end with the age of the event', async () => {
  const times: number[] = [];
  const Arn = 'arn:aws:sqs:us-east-1:000000000000:q';
  const { clock, environment, store } = await fire(
    {
      Arn,
      Input: '<aws.scheduler.attempt-number>',
      RetryPolicy: { MaximumEventAgeInSeconds: 300 },
      DeadLetterConfig: { Arn: DEAD },
    },
    ({ input }, now) => {
      if ((input as { QueueUrl: string }).QueueUrl.endsWith('/dead')) return {};
      times.push(now);
      throw new ServiceError('ThrottlingException', 'Rate exceeded');
    },
  );
  await clock.advance(86_400_000);
  const bodies = environment.calls.map(
    ({ input }) => (input as { MessageBody: string }).MessageBody,
  );
  const numbers = times.map((_time, index) => String(index + 1));
  expect(bodies).toEqual([...numbers, numbers.at(-1)]);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(waits.slice(0, 6)).toEqual(waits.slice(0, 6).sort((a, b) => a - b));
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(300_000);
  expect(environment.calls.at(-1)?.input).toMatchObject({
    MessageAttributes: {
      ERROR_CODE: { StringValue: 'ThrottlingException' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumEventAgeInSeconds' },
      RETRY_ATTEMPTS: { StringValue: String(times.length - 1) },
    },
  });
  expect(Object.fromEntries(environment.metrics)).toEqual({
    InvocationAttemptCount: times.length,
    TargetErrorCount: times.length,
    TargetErrorThrottledCount: times.length,
    InvocationDroppedCount: 1,
    InvocationsSentToDeadLetterCount: 1,
  });
  expect(store.collection('scheduler/invocations').count()).toBe(0);
});

test('a dead-letter queue that refuses is counted by its error', async () => {
  const { environment } = await fire(
    {
      Arn: 'arn:aws:sns:us-east-1:000000000000:t',
      RetryPolicy: { MaximumRetryAttempts: 0 },
      DeadLetterConfig: { Arn: DEAD },
    },
    () => {
      throw new ServiceError('AccessDeniedException', 'No.');
    },
  );
  expect(environment.metrics).toEqual(
    new Map([
      ['InvocationAttemptCount', 1],
      ['TargetErrorCount', 1],
      ['InvocationDroppedCount', 1],
      ['InvocationsFailedToBeSentToDeadLetterCount', 1],
      ['InvocationsFailedToBeSentToDeadLetterCount_AccessDeniedException', 1],
    ]),
  );
});

test('a stop leaves what is under way for the next start', async () => {
  const { service, store } = await fire(
    { Arn: 'arn:aws:sns:us-east-1:000000000000:t', RetryPolicy: { MaximumRetryAttempts: 0 } },
    async ({ signal }) =>
      await new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  );
  await service.stop?.();
  expect(store.collection('scheduler/invocations').count()).toBe(1);
});

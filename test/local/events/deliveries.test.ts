import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { createEvents } from '../../../local/events/service.ts';
import { ServiceError } from '../../../local/service-error.ts';
import { createStore } from '../../../local/store.ts';
import {
  type Answer,
  createLoneEnvironment,
  type OutgoingCall,
  run,
} from '../../support/lone-environment.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:target';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';

const throttled = new ServiceError('ThrottlingException', 'Rate exceeded');

async function startEvents(answer: Answer, retryPolicy: object) {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const store = createStore();
  const create = () => {
    const environment = createLoneEnvironment({ clock, store, answer });
    return { environment, service: createEvents(environment) };
  };
  const first = create();
  await run(first.service, 'PutRule', { Name: 'r', EventPattern: '{"source":["app"]}' });
  const target = { Id: '1', Arn: QUEUE, RetryPolicy: retryPolicy, DeadLetterConfig: { Arn: DEAD } };
  await run(first.service, 'PutTargets', { Rule: 'r', Targets: [target] });
  await run(first.service, 'PutEvents', {
    Entries: [{ Source: 'app', DetailType: 'x', Detail: '{"n":1}' }],
  });
  return { clock, store, create, ...first };
}

function isTo(name: string, { input }: OutgoingCall): boolean {
  return (input as { QueueUrl: string }).QueueUrl.endsWith(`/${name}`);
}

test('what a target cannot take now is tried again, ever more slowly, and then arrives', async () => {
  let refusals = 5;
  const times: number[] = [];
  const { clock, service, environment } = await startEvents((_call, now) => {
    times.push(now);
    refusals -= 1;
    if (refusals >= 0) throw throttled;
    return {};
  }, {});
  await clock.advance(3_600_000);
  expect(environment.calls.every((call) => isTo('target', call))).toBe(true);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(waits).toHaveLength(5);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(environment.metrics.get('InvocationAttempts')).toBe(6);
  expect(environment.metrics.get('RetryInvocationAttempts')).toBe(5);
  expect(environment.metrics.get('Invocations')).toBe(1);
  expect(environment.metrics.get('FailedInvocations')).toBeUndefined();
  await service.stop?.();
});

test.each<[string, object, number]>([
  ['MaximumRetryAttempts', { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 86_400 }, 3],
  ['MaximumEventAgeInSeconds', { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 }, 6],
])('%s ends the retries in the dead-letter queue', async (condition, policy, retries) => {
  const { clock, service, environment, store } = await startEvents((call) => {
    if (call.service === 'sqs' && isTo('target', call)) throw throttled;
    return {};
  }, policy);
  await clock.advance(86_400_000);
  const letter = environment.calls.at(-1);
  expect(letter?.principal).toMatchObject({
    kind: 'service',
    service: 'events.amazonaws.com',
    sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/r',
  });
  const { MessageAttributes } = (letter as OutgoingCall).input as {
    MessageAttributes: Record<string, { StringValue: string }>;
  };
  expect(MessageAttributes).toMatchObject({
    ERROR_CODE: { StringValue: 'THROTTLING' },
    ERROR_MESSAGE: { StringValue: 'Rate exceeded' },
    EXHAUSTED_RETRY_CONDITION: { StringValue: condition },
  });
  const attempts = Number(MessageAttributes['RETRY_ATTEMPTS']?.StringValue);
  expect(Math.abs(attempts - retries)).toBeLessThanOrEqual(
    condition === 'MaximumRetryAttempts' ? 0 : 1,
  );
  expect(environment.metrics.get('FailedInvocations')).toBe(1);
  expect(environment.metrics.get('InvocationsSentToDlq')).toBe(1);
  expect(store.collection('events/deliveries').count()).toBe(0);
  await service.stop?.();
});

test('a delivery under way goes on after a restart', async () => {
  let isDown = true;
  const { clock, service, create } = await startEvents((call) => {
    if (isDown && call.service === 'sqs') throw throttled;
    return {};
  }, {});
  await clock.advance(10_000);
  await service.stop?.();
  isDown = false;

  const second = create();
  await second.service.start?.();
  await clock.advance(600_000);
  expect(second.environment.calls.map(({ operation }) => operation)).toEqual(['SendMessage']);
  await second.service.stop?.();
});

test('a dead-letter queue that refuses is counted', async () => {
  const { clock, service, environment } = await startEvents((call) => {
    if (call.service === 'sqs') throw new ServiceError('AccessDeniedException', 'No.');
    return {};
  }, {});
  await clock.settle();
  expect(environment.calls).toHaveLength(2);
  expect(environment.metrics.get('InvocationsFailedToBeSentToDlq')).toBe(1);
  await service.stop?.();
});

test('an execution that a lost answer has started already counts as delivered', async () => {
  const clock = createManualClock(0);
  const environment = createLoneEnvironment({
    clock,
    store: createStore(),
    answer: ({ service }) => {
      if (service === 'stepfunctions') throw new ServiceError('ExecutionAlreadyExists', 'Is.');
      return {};
    },
  });
  const service = createEvents(environment);
  await run(service, 'PutRule', { Name: 'r', EventPattern: '{"source":["app"]}' });
  const Arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
  const RoleArn = 'arn:aws:iam::000000000000:role/r';
  await run(service, 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn, RoleArn }] });
  const Entries = [{ Source: 'app', DetailType: 'x', Detail: '{}' }];
  const answer = await run<{ Entries: { EventId: string }[] }>(service, 'PutEvents', { Entries });
  await clock.settle();
  expect(environment.calls).toMatchObject([
    {
      operation: 'StartExecution',
      principal: { kind: 'role', roleArn: RoleArn },
      input: {
        stateMachineArn: Arn,
        name: expect.stringMatching(new RegExp(`^${answer.Entries[0]?.EventId ?? ''}_.{36}$`)),
      },
    },
  ]);
  expect(environment.metrics.get('Invocations')).toBe(1);
  await service.stop?.();
});

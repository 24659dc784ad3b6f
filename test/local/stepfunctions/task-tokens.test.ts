import {
  type HistoryEvent,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '../../support/refusal.ts';
import { type Ended, returned, START, type States, startStates, threw } from './states.ts';

// A Task that waits for its token ends when somebody sends it back, and not with the answer of its call.

let states: States;
const tokens: string[] = [];
let whenAsked: (token: string) => Promise<unknown> = async () => undefined;
beforeAll(async () => {
  states = await startStates();
  await states.createFunction('ask', async (event) => {
    const { token } = event as { token: string };
    tokens.push(token);
    await whenAsked(token);
    return returned('asked');
  });
});
afterAll(() => states.close());

const ask = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
  End: true,
};
const begin = async (state: object = {}): Promise<string> => {
  const machine = await states.createMachine({
    StartAt: 'Ask',
    States: { Ask: { ...ask, ...state } },
  });
  const executionArn = await states.start(machine);
  await states.clock.advance(0);
  return executionArn;
};
const end = async (executionArn: string): Promise<Ended> => {
  await states.clock.advance(0);
  return {
    ...(await states.describe(executionArn)),
    events: await states.history(executionArn),
  };
};
const last = (): string => tokens.at(-1) ?? '';
const succeed = (taskToken: string, output = '{"answer":42}') =>
  states.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
const typesOf = (events: readonly HistoryEvent[]) => events.map(({ type }) => type);

test('the Task waits for its token though its call is answered, and what is sent back is its result', async () => {
  const executionArn = await begin({ Output: '{% $states.result.answer + 1 %}' });
  await states.clock.advance(86_400_000);
  expect((await states.describe(executionArn)).status).toBe('RUNNING');
  await succeed(last());
  const { status, output, events } = await end(executionArn);
  expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '43' });
  expect(typesOf(events)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[2]?.taskScheduledEventDetails).toMatchObject({
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    parameters: expect.stringContaining(last()),
  });
  expect(events[4]?.taskSubmittedEventDetails).toMatchObject({
    resource: 'invoke.waitForTaskToken',
    output: expect.stringContaining('"Payload":"asked"'),
  });
  expect(events[5]?.taskSucceededEventDetails).toMatchObject({ output: '{"answer":42}' });
});

test('whoever is quicker than the answer of the call is heard once that is there', async () => {
  whenAsked = (token) => succeed(token, '"quick"');
  const executionArn = await begin();
  whenAsked = async () => undefined;
  const { output, events } = await end(executionArn);
  expect(output).toBe('"quick"');
  expect(typesOf(events).slice(3, 6)).toEqual(['TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
});

test('a failure that is sent back meets Retry and Catch, and each attempt has a token of its own', async () => {
  const executionArn = await begin({
    Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 10, MaxAttempts: 1 }],
  });
  const first = last();
  await states.sfn.send(new SendTaskFailureCommand({ taskToken: first, error: 'Again' }));
  await states.clock.advance(10_000);
  expect(last()).not.toBe(first);
  expect((await refusalOf(succeed(first))).name).toBe('TaskTimedOut');
  await states.sfn.send(
    new SendTaskFailureCommand({ taskToken: last(), error: 'No', cause: 'not today' }),
  );
  expect(await end(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'No',
    cause: 'not today',
  });
});

test('a call that fails hands no token on: the Task fails with it', async () => {
  states.handlers.set('ask', () => threw('Broken', 'no'));
  const executionArn = await begin();
  expect(await end(executionArn)).toMatchObject({ status: 'FAILED', error: 'Broken' });
});

test('a heartbeat gives HeartbeatSeconds anew, and a missed one ends the Task', async () => {
  const asked: string[] = [];
  states.handlers.set('ask', (event) => {
    asked.push((event as { token: string }).token);
    return returned(null);
  });
  const executionArn = await begin({ HeartbeatSeconds: 60 });
  const taskToken = asked[0] ?? '';
  for (let beat = 0; beat < 3; beat += 1) {
    await states.clock.advance(50_000);
    await states.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
  }
  expect((await states.describe(executionArn)).status).toBe('RUNNING');
  await states.clock.advance(60_000);
  expect(await end(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  const late = states.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
  expect(await refusalOf(late)).toEqual({
    name: 'TaskTimedOut',
    message: "Task Timed Out: 'Provided task does not exist anymore'",
  });
});

test('of many who send the same token back exactly one is heard', async () => {
  const asked: string[] = [];
  states.handlers.set('ask', (event) => {
    asked.push((event as { token: string }).token);
    return returned(null);
  });
  const executionArn = await begin();
  const sent = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => succeed(asked[0] ?? '', String(index))),
  );
  const heard = sent.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
  expect(heard).toHaveLength(1);
  expect((await end(executionArn)).output).toBe(String(heard[0]));
});

test.each([
  ['no token', 'rubbish', 'InvalidToken'],
  ['a token with another random part', 'forged', 'TaskTimedOut'],
])('%s is refused', async (_title, kind, name) => {
  const asked: string[] = [];
  states.handlers.set('ask', (event) => {
    asked.push((event as { token: string }).token);
    return returned(null);
  });
  const executionArn = await begin();
  expect((await refusalOf(succeed(kind === 'rubbish' ? kind : forge(asked[0] ?? '')))).name).toBe(
    name,
  );
  expect((await refusalOf(succeed(asked[0] ?? '', '{"half":'))).name).toBe('InvalidOutput');
  expect((await states.describe(executionArn)).status).toBe('RUNNING');
  await succeed(asked[0] ?? '');
  expect((await end(executionArn)).status).toBe('SUCCEEDED');
});

test('a service of the endpoint hands the token on as well', async () => {
  const machine = await states.createMachine({
    StartAt: 'Tell',
    States: {
      Tell: {
        Type: 'Task',
        Resource: 'arn:aws:states:::events:putEvents.waitForTaskToken',
        Arguments: {
          Entries: [
            {
              Source: 'test',
              DetailType: 'asked',
              Detail: { token: '{% $states.context.Task.Token %}' },
            },
          ],
        },
        End: true,
      },
    },
  });
  const executionArn = await states.start(machine);
  await states.clock.advance(0);
  const scheduled = (await states.history(executionArn)).find(
    ({ type }) => type === 'TaskScheduled',
  );
  const { Entries } = JSON.parse(scheduled?.taskScheduledEventDetails?.parameters ?? '{}') as {
    Entries: { Detail: { token: string } }[];
  };
  await succeed(Entries[0]?.Detail.token ?? '', 'true');
  expect(await end(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: 'true' });
});

test('a Task that waits ends with its TimeoutSeconds', async () => {
  const executionArn = await begin({ TimeoutSeconds: 30 });
  await states.clock.advance(30_000);
  const { error, stopDate } = await end(executionArn);
  expect(error).toBe('States.Timeout');
  expect(stopDate?.getTime()).toBeGreaterThan(START);
});

/** The same place, another random part. */
function forge(token: string): string {
  const [executionArn, threadId] = JSON.parse(decodeURIComponent(atob(token))) as string[];
  return btoa(encodeURIComponent(JSON.stringify([executionArn, threadId, btoa('x'.repeat(24))])));
}

import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  ListTagsForResourceCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  TagResourceCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createStore, type Store } from '../../../local/store.ts';
import { createMortalStore } from '../../support/mortal-store.ts';
import { refusalOf } from '../../support/refusal.ts';
import { createCaller } from './callers.ts';
import { START, type States, startStates } from './states.ts';

let states: States;
let store: Store;

beforeEach(async () => {
  store = createStore();
  states = await startStates({ store });
});
afterEach(async () => {
  await states.close();
});

const activityArn = 'arn:aws:states:us-east-1:000000000000:activity:work';
const create = (more = {}) => states.sfn.send(new CreateActivityCommand({ name: 'work', ...more }));
const poll = (workerName?: string) =>
  states.sfn.send(
    new GetActivityTaskCommand({
      activityArn,
      ...(workerName === undefined ? {} : { workerName }),
    }),
  );
const createMachine = (more = {}) =>
  states.createMachine({
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: activityArn, End: true, ...more } },
  });
const succeed = (taskToken: string | undefined, output: unknown) =>
  states.sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));

test('a worker asks for a Task and ends it', async () => {
  await create();
  const machine = await createMachine({ Arguments: { n: 1 }, TimeoutSeconds: 90 });
  const executionArn = await states.start(machine);
  await states.clock.settle();
  const { taskToken, input } = await poll('me');
  expect(input).toBe('{"n":1}');
  await succeed(taskToken, { done: true });
  await states.clock.settle();
  const { status, output } = await states.describe(executionArn);
  expect([status, output]).toEqual(['SUCCEEDED', '{"done":true}']);
  const events = await states.history(executionArn);
  expect(events.slice(2, 5)).toEqual([
    {
      id: 3,
      previousEventId: 2,
      timestamp: new Date(START),
      type: 'ActivityScheduled',
      activityScheduledEventDetails: {
        resource: activityArn,
        input: '{"n":1}',
        inputDetails: { truncated: false },
        timeoutInSeconds: 90,
      },
    },
    {
      id: 4,
      previousEventId: 3,
      timestamp: new Date(START),
      type: 'ActivityStarted',
      activityStartedEventDetails: { workerName: 'me' },
    },
    {
      id: 5,
      previousEventId: 4,
      timestamp: new Date(START),
      type: 'ActivitySucceeded',
      activitySucceededEventDetails: {
        output: '{"done":true}',
        outputDetails: { truncated: false },
      },
    },
  ]);
});

test('a worker who comes first waits for a minute, and gets each Task alone', async () => {
  await create();
  const empty = poll();
  await states.clock.advance(60_000);
  expect((await empty).taskToken).toBeUndefined();
  const polls = [poll(), poll()];
  await states.clock.advance(1000);
  const machine = await createMachine();
  await states.start(machine, { n: 1 });
  await states.start(machine, { n: 2 });
  await states.clock.settle();
  const taken = await Promise.all(polls);
  expect(taken.map(({ input }) => input).toSorted()).toEqual(['{"n":1}', '{"n":2}']);
});

test('a Task that fails, times out or misses its heartbeat says so', async () => {
  await create();
  const machine = await createMachine({ TimeoutSeconds: 100, HeartbeatSeconds: 10 });
  const fail = await states.start(machine);
  const beat = await states.start(machine);
  const late = await states.start(machine);
  await states.clock.settle();
  const first = await poll();
  const failure = { taskToken: first.taskToken, error: 'Bad', cause: 'luck' };
  await states.sfn.send(new SendTaskFailureCommand(failure));
  const { taskToken } = await poll();
  await states.clock.advance(9000);
  await states.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
  await states.clock.advance(9000);
  expect((await states.describe(beat)).status).toBe('RUNNING');
  await states.clock.advance(2000);
  expect(await states.describe(fail)).toMatchObject({ status: 'FAILED', error: 'Bad' });
  expect(await states.describe(beat)).toMatchObject({ error: 'States.Timeout' });
  expect((await states.describe(late)).status).toBe('RUNNING');
  expect((await refusalOf(succeed(taskToken, 1))).name).toBe('TaskTimedOut');
  await states.clock.advance(80_000);
  const types = async (arn: string) => (await states.history(arn)).map(({ type }) => type).slice(2);
  expect(await types(late)).toEqual(['ActivityScheduled', 'ActivityTimedOut', 'ExecutionFailed']);
  const nobody = poll();
  await states.clock.advance(60_000);
  expect((await nobody).taskToken).toBeUndefined();
});

test('a Task of an activity that is not there cannot be scheduled', async () => {
  const { events, error } = await states.run(await createMachine());
  expect(error).toBe('States.Runtime');
  expect(events.map(({ type }) => type).slice(2)).toEqual([
    'ActivityScheduled',
    'ActivityScheduleFailed',
    'ExecutionFailed',
  ]);
  expect((await refusalOf(poll())).name).toBe('ActivityDoesNotExist');
});

test('a Task waits for its worker through a restart', async () => {
  await create();
  const executionArn = await states.start(await createMachine(), { n: 1 });
  await states.clock.settle();
  await states.close();
  states = await startStates({ store });
  const { taskToken, input } = await poll();
  expect(input).toBe('{"n":1}');
  await succeed(taskToken, 'ok');
  await states.clock.settle();
  expect((await states.describe(executionArn)).output).toBe('"ok"');
});

test('a Task reaches its worker though the disk was full when it was scheduled or handed on', async () => {
  await states.close();
  const memory = createMortalStore(store);
  states = await startStates({ store: memory.store });
  await create();
  const machine = await createMachine();
  for (let kept = 1; kept < 6; kept += 1) {
    memory.dieAfter(kept);
    await states.start(machine, { kept });
    await states.clock.advance(1000);
    memory.revive();
    await states.clock.advance(10_000);
    memory.dieAfter(0);
    await refusalOf(poll());
    memory.revive();
    const { taskToken, input } = await poll();
    expect(input).toBe(JSON.stringify({ kept }));
    await succeed(taskToken, 'ok');
    await states.clock.advance(1000);
  }
});

test('activities are made once, described, listed, tagged and deleted', async () => {
  const made = await create({ tags: [{ key: 'a', value: '1' }] });
  await states.clock.advance(1000);
  expect((await create()).creationDate).toEqual(made.creationDate);
  await create({ name: 'other' });
  const described = await states.sfn.send(new DescribeActivityCommand({ activityArn }));
  expect(described).toMatchObject({
    activityArn,
    name: 'work',
    creationDate: new Date(START),
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  });
  const { activities = [] } = await states.sfn.send(new ListActivitiesCommand({}));
  expect(activities.map(({ name }) => name)).toEqual(['other', 'work']);
  const resourceArn = activityArn;
  await states.sfn.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'b', value: '2' }] }));
  const { tags } = await states.sfn.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual([
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
  ]);
  const call = await createCaller(states, {
    Effect: 'Allow',
    Action: 'states:DescribeActivity',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/b': '2' } },
  });
  expect(await call('DescribeActivity', { activityArn })).toMatchObject({ name: 'work' });
  const other = call('DescribeActivity', { activityArn: activityArn.replace('work', 'other') });
  expect((await refusalOf(other)).name).toBe('AccessDeniedException');
  const remove = new DeleteActivityCommand({ activityArn });
  await states.sfn.send(remove);
  await states.sfn.send(remove);
  const gone = states.sfn.send(new DescribeActivityCommand({ activityArn }));
  expect(await refusalOf(gone)).toEqual({
    name: 'ActivityDoesNotExist',
    message: `Activity Does Not Exist: '${activityArn}'`,
  });
  expect((await refusalOf(create({ name: 'a b' }))).name).toBe('InvalidName');
});

test('an EXPRESS machine has no activities', async () => {
  const standard = await createMachine();
  const describeIt = new DescribeStateMachineCommand({ stateMachineArn: standard });
  const { definition, roleArn } = await states.sfn.send(describeIt);
  const express = new CreateStateMachineCommand({
    name: 'x',
    type: 'EXPRESS',
    definition,
    roleArn,
  });
  expect((await refusalOf(states.sfn.send(express))).message).toContain(
    'Express state machine does not support Activity ARN at /States/T/Resource',
  );
});

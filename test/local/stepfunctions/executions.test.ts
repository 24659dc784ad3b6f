import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createStore, type Store } from '../../../local/store.ts';
import { createMortalStore } from '../../support/mortal-store.ts';
import { refusalOf } from '../../support/refusal.ts';
import { returned, START, type States, startStates, threw } from './states.ts';

let states: States;
let store: Store;

beforeEach(async () => {
  store = createStore();
  states = await startStates({ store, limits: { openExecutionsMax: 5 } });
});
afterEach(async () => {
  await states.close();
});

const WAIT = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 100, End: true } } };
const startWith = (stateMachineArn: string, more: object) =>
  states.sfn.send(new StartExecutionCommand({ stateMachineArn, ...more }));

describe('StartExecution', () => {
  test('is idempotent by name and input while the execution runs, and then no more', async () => {
    const machine = await states.createMachine(WAIT);
    const executionArn = await states.start(machine, { a: 1 }, 'one');
    await states.clock.advance(1000);
    const again = await startWith(machine, { name: 'one', input: '{"a":1}' });
    expect([again.executionArn, again.startDate]).toEqual([executionArn, new Date(START)]);
    const already = {
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${executionArn}'`,
    };
    expect(await refusalOf(startWith(machine, { name: 'one', input: '{}' }))).toEqual(already);
    await states.clock.advance(100_000);
    expect(await refusalOf(startWith(machine, { name: 'one', input: '{"a":1}' }))).toEqual(already);
  });

  test('refuses names, inputs and ARNs that it cannot take, and does not repeat an input', async () => {
    const machine = await states.createMachine(WAIT);
    const refuse = async (more: object, arn = machine) => await refusalOf(startWith(arn, more));
    expect((await refuse({ name: 'a b' })).name).toBe('InvalidName');
    const invalid = await refuse({ input: '{"password":"hunter2"' });
    expect(invalid.name).toBe('InvalidExecutionInput');
    expect(invalid.message).not.toContain('hunter2');
    expect((await refuse({ input: `"${'x'.repeat(262_144)}"` })).name).toBe('ValidationException');
    expect((await refuse({}, 'me')).name).toBe('InvalidArn');
    expect((await refuse({}, `${machine}x`)).name).toBe('StateMachineDoesNotExist');
    expect((await refuse({}, machine.replace('us-east-1', 'eu-west-1'))).name).toBe(
      'StateMachineDoesNotExist',
    );
  });

  test('refuses more open executions than the endpoint holds', async () => {
    const machine = await states.createMachine(WAIT);
    for (let count = 0; count < 5; count += 1) await states.start(machine);
    expect((await refusalOf(startWith(machine, {}))).name).toBe('ExecutionLimitExceeded');
    await states.clock.advance(100_000);
    await states.start(machine);
  });
});

describe('an execution', () => {
  test('is described while it runs and when it has ended', async () => {
    const machine = await states.createMachine(WAIT, { name: 'm' });
    const executionArn = await states.start(machine, { a: 1 }, 'e');
    expect(await states.describe(executionArn)).toMatchObject({
      executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
      stateMachineArn: machine,
      name: 'e',
      status: 'RUNNING',
      startDate: new Date(START),
      input: '{"a":1}',
      inputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    });
    await states.clock.advance(100_000);
    const ended = await states.describe(executionArn);
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: new Date(START + 100_000),
      output: '{"a":1}',
      outputDetails: { included: true },
    });
    expect('error' in ended || 'cause' in ended).toBe(false);
  });

  test('that times out ends to the millisecond, with neither error nor cause', async () => {
    const machine = await states.createMachine({ ...WAIT, TimeoutSeconds: 3 });
    const ended = await states.run(machine);
    expect(ended).toMatchObject({ status: 'TIMED_OUT', stopDate: new Date(START + 3000) });
    expect('error' in ended || 'cause' in ended).toBe(false);
  });

  test('that is open for a year times out, whatever its machine says, and however often it is redriven', async () => {
    const YEAR_MS = 365 * 24 * 3_600_000;
    const machine = await states.createMachine({
      StartAt: 'W',
      TimeoutSeconds: 99_999_999,
      States: { W: { Type: 'Wait', Seconds: 99_999_999, End: true } },
    });
    const quiet = await states.start(machine);
    await states.clock.advance(1000);
    const redriven = await states.start(machine);
    await states.clock.advance(YEAR_MS - 60_000);
    await states.sfn.send(new StopExecutionCommand({ executionArn: redriven }));
    await states.sfn.send(new RedriveExecutionCommand({ executionArn: redriven }));
    await states.clock.advance(58_999);
    expect((await states.describe(quiet)).status).toBe('RUNNING');
    await states.clock.advance(1);
    const stopDate = new Date(START + YEAR_MS);
    expect(await states.describe(quiet)).toMatchObject({ status: 'TIMED_OUT', stopDate });
    expect((await states.history(quiet)).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
    expect((await states.describe(redriven)).status).toBe('RUNNING');
    await states.clock.advance(1000);
    expect((await states.describe(redriven)).status).toBe('TIMED_OUT');
  });

  test('that is not there does not exist', async () => {
    const arn = 'arn:aws:states:us-east-1:000000000000:execution:m:e';
    expect(await refusalOf(states.describe(arn))).toEqual({
      name: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${arn}'`,
    });
  });
});

describe('StopExecution', () => {
  test('of one whose first step a full disk held up has a history that begins with its start', async () => {
    await states.close();
    const memory = createMortalStore(createStore());
    states = await startStates({ store: memory.store });
    const machine = await states.createMachine(WAIT);
    memory.dieAfter(1);
    const executionArn = await states.start(machine);
    memory.revive();
    await states.sfn.send(new StopExecutionCommand({ executionArn }));
    const told = (await states.history(executionArn)).map(({ id, type }) => [id, type]);
    expect(told).toEqual([
      [1, 'ExecutionStarted'],
      [2, 'ExecutionAborted'],
    ]);
  });

  test('ends a wait at once, with empty details and hanging on nothing', async () => {
    const executionArn = await states.start(await states.createMachine(WAIT));
    await states.clock.advance(5000);
    const { stopDate } = await states.sfn.send(new StopExecutionCommand({ executionArn }));
    expect(stopDate).toEqual(new Date(START + 5000));
    await states.clock.advance(200_000);
    const ended = await states.describe(executionArn);
    expect(ended.status).toBe('ABORTED');
    expect('error' in ended || 'cause' in ended).toBe(false);
    expect((await states.history(executionArn)).at(-1)).toEqual({
      id: 3,
      previousEventId: 0,
      timestamp: stopDate,
      type: 'ExecutionAborted',
      executionAbortedEventDetails: {},
    });
  });

  test('keeps error and cause, does not stop a Lambda, and ignores what it answers', async () => {
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let isDone = false;
    await states.createFunction('slow', async () => {
      await answered;
      isDone = true;
      return returned(1);
    });
    const machine = await states.createMachine({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'slow' },
          End: true,
        },
      },
    });
    const executionArn = await states.start(machine);
    await states.clock.settle();
    const stop = new StopExecutionCommand({ executionArn, error: 'Manual', cause: 'probe' });
    await states.sfn.send(stop);
    answer();
    await states.clock.advance(1000);
    expect(isDone).toBe(true);
    expect(await states.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Manual',
      cause: 'probe',
    });
    await states.sfn.send(stop);
  });
});

describe('RedriveExecution', () => {
  test('goes on at what failed, with the definition that it began with', async () => {
    let isDown = true;
    await states.createFunction('flaky', () => (isDown ? threw('Down', 'now') : returned('up')));
    const machine = await states.createMachine({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'flaky' },
          Output: '{% [$states.result.Payload, $states.context.Execution.RedriveCount] %}',
          End: true,
        },
      },
    });
    const failed = await states.run(machine);
    expect([failed.status, failed.redriveStatus]).toEqual(['FAILED', 'REDRIVABLE']);
    isDown = false;
    const { executionArn = '' } = failed;
    const redrive = () => states.sfn.send(new RedriveExecutionCommand({ executionArn }));
    const { redriveDate } = await redrive();
    expect(redriveDate).toEqual(new Date(START + 3_600_000));
    await states.clock.advance(1000);
    const ended = await states.describe(executionArn);
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      output: '["up",1]',
      redriveCount: 1,
      redriveDate,
    });
    expect('error' in ended).toBe(false);
    const types = (await states.history(executionArn)).map(({ type }) => type);
    expect(types.slice(5)).toEqual([
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(await refusalOf(redrive())).toEqual({
      name: 'ExecutionNotRedrivable',
      message: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  test('passes a time that has gone by at once, and begins the machine’s timeout anew', async () => {
    const machine = await states.createMachine({
      StartAt: 'W',
      TimeoutSeconds: 50,
      States: { W: { Type: 'Wait', Timestamp: '2026-01-01T00:01:20Z', End: true } },
    });
    const { executionArn = '', status } = await states.run(machine);
    expect(status).toBe('TIMED_OUT');
    await states.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await states.clock.advance(1);
    expect((await states.describe(executionArn)).status).toBe('SUCCEEDED');
  });

  test('comes too late after fourteen days', async () => {
    const machine = await states.createMachine({ ...WAIT, TimeoutSeconds: 1 });
    const { executionArn = '' } = await states.run(machine);
    await states.clock.advance(15 * 24 * 3_600_000);
    expect(await states.describe(executionArn)).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution redrivable period exceeded',
    });
    const redrive = states.sfn.send(new RedriveExecutionCommand({ executionArn }));
    expect(await refusalOf(redrive)).toEqual({
      name: 'ExecutionNotRedrivable',
      message: 'Execution redrivable period exceeded',
    });
  });

  test('is the same again by its client token, for a quarter of an hour', async () => {
    const machine = await states.createMachine({ ...WAIT, TimeoutSeconds: 1 });
    const { executionArn = '' } = await states.run(machine);
    const redrive = (clientToken: string) =>
      states.sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));
    const { redriveDate } = await redrive('one');
    await states.clock.advance(5000);
    expect((await redrive('one')).redriveDate).toEqual(redriveDate);
    expect((await states.describe(executionArn)).redriveCount).toBe(1);
    await states.clock.advance(15 * 60_000);
    expect((await redrive('one')).redriveDate).not.toEqual(redriveDate);
    expect((await refusalOf(redrive('two'))).message).toBe(
      'Execution is RUNNING and cannot be redriven',
    );
    expect((await refusalOf(redrive(' '))).name).toBe('ValidationException');
  });
});

describe('after ninety days', () => {
  test('an execution is forgotten and its name is free', async () => {
    const machine = await states.createMachine(WAIT);
    const executionArn = await states.start(machine, {}, 'one');
    await states.clock.advance(100_000 + 90 * 24 * 3_600_000 - 1000);
    expect((await states.describe(executionArn)).status).toBe('SUCCEEDED');
    await states.clock.advance(1000);
    expect((await refusalOf(states.describe(executionArn))).name).toBe('ExecutionDoesNotExist');
    await states.start(machine, { again: true }, 'one');
    await states.clock.advance(1000);
    expect((await states.describe(executionArn)).input).toBe('{"again":true}');
    expect((await states.history(executionArn)).map(({ id }) => id)).toEqual([1, 2]);
    const { executions } = await states.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: machine }),
    );
    expect(executions).toHaveLength(1);
  });

  test('those that nobody asks for go, a few with each start', async () => {
    const machine = await states.createMachine(WAIT);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await states.start(machine, {}, name);
    await states.clock.advance(91 * 24 * 3_600_000);
    const count = () => store.collection('stepfunctions/execution').count();
    expect(count()).toBe(5);
    await states.start(machine);
    expect(count()).toBe(2);
    await states.start(machine);
    expect(count()).toBe(2);
    expect(store.collection('stepfunctions/newest').count()).toBe(2);
  });
});

describe('lists', () => {
  test('go on by a token for a day, and only as they began', async () => {
    const machine = await states.createMachine(WAIT);
    const other = await states.createMachine(WAIT);
    for (const name of ['one', 'two']) await states.start(machine, {}, name);
    const list = (more: object) =>
      states.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 1, ...more }),
      );
    const { nextToken } = await list({});
    const turned = [{ stateMachineArn: other }, { statusFilter: 'RUNNING' }];
    for (const more of turned) {
      expect((await refusalOf(list({ nextToken, ...more }))).name).toBe('InvalidToken');
    }
    expect((await list({ nextToken })).executions).toHaveLength(1);
    await states.clock.advance(24 * 3_600_000);
    expect((await refusalOf(list({ nextToken }))).name).toBe('InvalidToken');
    const executionArn = await states.start(machine);
    const history = (more: object) =>
      states.sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1, ...more }));
    const { nextToken: next } = await history({});
    expect((await refusalOf(history({ nextToken: next, reverseOrder: true }))).name).toBe(
      'InvalidToken',
    );
  });

  test('are of a machine or of a map run, by what they may be filtered by', async () => {
    const machine = await states.createMachine(WAIT);
    const mapRunArn = 'arn:aws:states:us-east-1:000000000000:mapRun:m/M:id';
    const refuse = async (input: object) =>
      (await refusalOf(states.sfn.send(new ListExecutionsCommand(input)))).name;
    expect(await refuse({})).toBe('ValidationException');
    expect(await refuse({ stateMachineArn: machine, mapRunArn })).toBe('ValidationException');
    for (const more of [{ statusFilter: 'PENDING_REDRIVE' }, { redriveFilter: 'SOME' }]) {
      expect(await refuse({ stateMachineArn: machine, ...more })).toBe('ValidationException');
    }
  });

  test('of executions have the newest first, by status, page by page', async () => {
    const machine = await states.createMachine(WAIT);
    for (const name of ['one', 'two', 'three']) await states.start(machine, {}, name);
    await states.clock.advance(100_000);
    await states.start(machine, {}, 'four');
    const list = async (more: object) => {
      const command = new ListExecutionsCommand({ stateMachineArn: machine, ...more });
      const { executions, nextToken } = await states.sfn.send(command);
      return { names: executions?.map(({ name }) => name), nextToken };
    };
    const first = await list({ maxResults: 3 });
    expect(first.names).toEqual(['four', 'three', 'two']);
    expect(await list({ maxResults: 3, nextToken: first.nextToken })).toEqual({ names: ['one'] });
    expect((await list({ statusFilter: 'RUNNING' })).names).toEqual(['four']);
    expect((await list({ statusFilter: 'SUCCEEDED', maxResults: 2 })).names).toEqual([
      'three',
      'two',
    ]);
    expect((await list({ redriveFilter: 'REDRIVEN' })).names).toEqual([]);
  });

  test('of events go both ways, page by page, with and without data', async () => {
    const machine = await states.createMachine(WAIT);
    const { executionArn = '' } = await states.run(machine, { a: 1 });
    const read = async (more: object) => {
      const command = new GetExecutionHistoryCommand({ executionArn, ...more });
      const { events, nextToken } = await states.sfn.send(command);
      return { ids: events?.map(({ id }) => id), nextToken, events };
    };
    const first = await read({ maxResults: 3 });
    const second = await read({ maxResults: 3, nextToken: first.nextToken });
    expect([first.ids, second.ids, second.nextToken]).toEqual([[1, 2, 3], [4], undefined]);
    const last = await read({ maxResults: 3, reverseOrder: true });
    const before = await read({ maxResults: 3, reverseOrder: true, nextToken: last.nextToken });
    expect([last.ids, before.ids, before.nextToken]).toEqual([[4, 3, 2], [1], undefined]);
    const bare = await read({ includeExecutionData: false });
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({
      name: 'W',
      inputDetails: { truncated: false },
    });
  });
});

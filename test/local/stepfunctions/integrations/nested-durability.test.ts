// A Task that waits for an execution, when the endpoint dies on the way: one execution is started, followed, and stopped where it must be.
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Answer } from '../../../support/lone-environment.ts';
import { type MortalStates, readHistory, startMortalStates } from '../mortal-states.ts';
import { task } from './task.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000';
const SYNC = 'arn:aws:states:::states:startExecution.sync:2';

let states: MortalStates;
let asked: string[] = [];
let whenAnswered: () => Promise<unknown> = async () => undefined;

const answer: Answer = async ({ service, operation, input }) => {
  if (service !== 'stepfunctions') return {};
  asked.push(operation);
  const output = await call(operation, input as object);
  await whenAnswered();
  return output;
};
const call = <Output = unknown>(operation: string, input: object): Promise<Output> =>
  states.run<Output>(operation, input);
const describe = (name: string) =>
  call<DescribeExecutionOutput>('DescribeExecution', { executionArn: `${ARN}:execution:${name}` });
const createMachine = (name: string, definition: object) =>
  call('CreateStateMachine', {
    name,
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
  });
const startParent = async (more: object = {}): Promise<void> => {
  await createMachine('child', {
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 600, Next: 'S' }, S: { Type: 'Succeed', Output: 7 } },
  });
  await createMachine(
    'parent',
    task(
      SYNC,
      { StateMachineArn: `${ARN}:stateMachine:child` },
      { Output: '{% $states.result.Output %}', ...more },
    ),
  );
  await call('StartExecution', { stateMachineArn: `${ARN}:stateMachine:parent`, name: 'p' });
};
const listChildren = async () => {
  const { executions } = await call<{ executions: { name: string; status: string }[] }>(
    'ListExecutions',
    { stateMachineArn: `${ARN}:stateMachine:child` },
  );
  return executions;
};

beforeEach(async () => {
  asked = [];
  whenAnswered = async () => undefined;
  states = await startMortalStates(answer);
});
afterEach(async () => {
  await states.close();
});

test('dead after any transaction, it has started one execution and ends with it', async () => {
  let count = 0;
  for (let transactions = 0; transactions < 9; transactions += 1) {
    if (transactions === 0) await startParent();
    else {
      count += 1;
      const stateMachineArn = `${ARN}:stateMachine:parent`;
      await call('StartExecution', { stateMachineArn, name: `p${String(count)}` });
    }
    const before = transactions === 0 ? 0 : (await listChildren()).length;
    states.dieAfter(transactions);
    await states.advance(300_000);
    await states.restart();
    await states.advance(1_000_000);
    const name = transactions === 0 ? 'parent:p' : `parent:p${String(count)}`;
    const { status, output } = await describe(name);
    const children = await listChildren();
    expect([transactions, status, output, children.length - before]).toEqual([
      transactions,
      'SUCCEEDED',
      '7',
      1,
    ]);
    const events = await readHistory(states, `${ARN}:execution:${name}`);
    expect(
      events.map(({ type }) => type).filter((type) => type?.startsWith('Task') === true),
    ).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
    ]);
  }
});

test('an execution that ended while the endpoint was away is taken for its own by the Task that had started it', async () => {
  await startParent();
  // The child is stored, and what the parent would store of that is not.
  states.dieAfter(2);
  await states.advance(1_000);
  await states.restart();
  const [child] = await listChildren();
  await call('StopExecution', { executionArn: `${ARN}:execution:child:${child?.name ?? ''}` });
  await states.advance(1_000);
  const { status, error } = await describe('parent:p');
  expect([status, error, (await listChildren()).length]).toEqual([
    'FAILED',
    'States.TaskFailed',
    1,
  ]);
});

test('what was to be stopped when the endpoint died is stopped after the next start', async () => {
  await startParent({ TimeoutSeconds: 10 });
  await states.advance(1_000);
  // The parent’s end is stored, and nothing behind it.
  states.dieAfter(1);
  await states.advance(60_000);
  expect((await listChildren())[0]?.status).toBe('RUNNING');
  await states.restart();
  await states.advance(1_000);
  expect((await describe('parent:p')).error).toBe('States.Timeout');
  const [child] = await listChildren();
  expect(child?.status).toBe('ABORTED');
  expect(await describe(`child:${child?.name ?? ''}`)).toMatchObject({
    cause: `The Task state in AWS Step Functions execution [${ARN}:execution:parent:p] which was managing this resource was aborted`,
  });
});

test('while it waits it asks nobody, however often the endpoint starts', async () => {
  await startParent();
  await states.advance(1_000);
  for (let count = 0; count < 3; count += 1) {
    await states.restart();
    await states.advance(60_000);
  }
  expect(asked).toEqual(['StartExecution']);
  await states.advance(1_000_000);
  expect(asked).toEqual(['StartExecution', 'DescribeExecution']);
  expect((await describe('parent:p')).output).toBe('7');
});

test('what was begun for a Task that was stopped meanwhile is stopped too', async () => {
  whenAnswered = () => {
    whenAnswered = async () => undefined;
    return call('StopExecution', { executionArn: `${ARN}:execution:parent:p` });
  };
  await startParent();
  await states.advance(1_000);
  expect((await describe('parent:p')).status).toBe('ABORTED');
  expect((await listChildren()).map(({ status }) => status)).toEqual(['ABORTED']);
});

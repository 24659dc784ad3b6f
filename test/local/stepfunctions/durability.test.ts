import type { StartExecutionOutput } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import type { Answer } from '../../support/lone-environment.ts';
import { type MortalStates, readHistory, startMortalStates } from './mortal-states.ts';

const ROLE = 'arn:aws:iam::000000000000:role/machine';
const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'First',
  TimeoutSeconds: 10_000,
  States: {
    First: { Type: 'Pass', Assign: { token: '{% $uuid() %}' }, Next: 'Work' },
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'work', Payload: { token: '{% $token %}' } },
      Assign: { done: '{% $states.result.Payload %}' },
      Retry: [{ ErrorEquals: ['Transient'], IntervalSeconds: 10, MaxAttempts: 2 }],
      Next: 'Grace',
    },
    Grace: { Type: 'Wait', Seconds: 3600, Next: 'Each' },
    Each: {
      Type: 'Map',
      Items: [1, 2],
      ItemProcessor: {
        StartAt: 'Item',
        States: {
          Item: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'item', Payload: '{% $states.input %}' },
            Output: '{% $states.result.Payload %}',
            End: true,
          },
        },
      },
      Output: '{% {"done": $done, "items": $states.result} %}',
      End: true,
    },
  },
};

interface World extends MortalStates {
  readonly lambdaCalls: { functionName: string; payload: unknown; at: number }[];
}

/** @param answer what a Lambda function returns, or after a `!` the type of error that it throws */
async function startWorld(
  answer: (functionName: string, count: number) => string | Promise<never>,
): Promise<World> {
  const lambdaCalls: World['lambdaCalls'] = [];
  const answerCall: Answer = async ({ service, input }, now) => {
    if (service !== 'lambda') return {};
    const { FunctionName, Payload } = input as { FunctionName: string; Payload: Buffer };
    const payload = JSON.parse(Payload.toString()) as unknown;
    lambdaCalls.push({ functionName: FunctionName, payload, at: now });
    const text = await answer(FunctionName, lambdaCalls.length);
    return text.startsWith('!')
      ? {
          StatusCode: 200,
          FunctionError: 'Unhandled',
          Payload: Buffer.from(JSON.stringify({ errorType: text.slice(1) })),
        }
      : { StatusCode: 200, Payload: Buffer.from(text) };
  };
  return { ...(await startMortalStates(answerCall)), lambdaCalls };
}

async function begin(world: World, machine: object = MACHINE): Promise<string> {
  await world.run('CreateStateMachine', {
    name: 'm',
    roleArn: ROLE,
    definition: JSON.stringify(machine),
  });
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
  const { executionArn = '' } = await world.run<StartExecutionOutput>('StartExecution', {
    stateMachineArn,
    name: 'e',
  });
  return executionArn;
}

test('an execution ends alike however often the endpoint restarts on the way', async () => {
  const answer = (_name: string, count: number): string =>
    count === 1 ? '!Transient' : String(count);
  const finish = async (stepMs: number, restarts: boolean) => {
    const world = await startWorld(answer);
    const executionArn = await begin(world);
    for (let passed = 0; passed < 4_000_000; passed += stepMs) {
      await world.advance(stepMs);
      if (restarts) await world.restart();
    }
    const described = await world.run<{ status: string; output: string }>('DescribeExecution', {
      executionArn,
    });
    const history = await readHistory(world, executionArn);
    await world.close();
    return { described, history, lambdaCalls: world.lambdaCalls };
  };
  const whole = await finish(4_000_000, false);
  const broken = await finish(250_000, true);
  expect(whole.described).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"done":2,"items":[3,4]}',
  });
  expect(broken.described).toEqual(whole.described);
  const shapeOf = ({ history }: typeof whole) =>
    history.map(({ id, previousEventId, type, timestamp }) => [
      id,
      previousEventId,
      type,
      timestamp,
    ]);
  expect(shapeOf(broken)).toEqual(shapeOf(whole));
  // The backoff of ten seconds and the wait of an hour kept their due times.
  expect(broken.lambdaCalls.map(({ at }) => at)).toEqual(whole.lambdaCalls.map(({ at }) => at));
});

test('a task in flight is run again with the same arguments, and no event is told twice', async () => {
  let isDead = true;
  const never = new Promise<never>(() => {});
  const world = await startWorld((name) => (isDead ? never : JSON.stringify(name)));
  const executionArn = await begin(world);
  await world.advance(1000);
  expect(world.lambdaCalls).toHaveLength(1);
  isDead = false;
  await world.restart();
  await world.advance(1000);
  expect(world.lambdaCalls[1]?.payload).toEqual(world.lambdaCalls[0]?.payload);
  const types = (await readHistory(world, executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'TaskScheduled')).toHaveLength(1);
  expect(types.slice(-2)).toEqual(['TaskStateExited', 'WaitStateEntered']);
  await world.close();
});

test('a task token stays good over restarts, and its call is not made again', async () => {
  const world = await startWorld(() => 'null');
  const executionArn = await begin(world, {
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments: { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' },
        End: true,
      },
    },
  });
  await world.advance(1000);
  await world.restart();
  await world.advance(1000);
  expect(world.lambdaCalls).toHaveLength(1);
  const taskToken = world.lambdaCalls[0]?.payload;
  await world.run('SendTaskSuccess', { taskToken, output: '"back"' });
  await world.restart();
  expect(await world.run('DescribeExecution', { executionArn })).toMatchObject({
    status: 'SUCCEEDED',
    output: '"back"',
  });
  await expect(world.run('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({
    code: 'TaskTimedOut',
  });
  await world.close();
});

test('what the machine’s timeout ended while the endpoint was away has ended then', async () => {
  const world = await startWorld(() => '1');
  const executionArn = await begin(world);
  await world.advance(1000);
  const definition = JSON.stringify({ ...MACHINE, TimeoutSeconds: 60 });
  await world.run('UpdateStateMachine', {
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    definition,
  });
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
  await world.run('StartExecution', { stateMachineArn, name: 'short' });
  await world.advance(1000);
  await world.restart();
  await world.advance(3_700_000);
  const short = await world.run<{ status: string; stopDate: Date; startDate: Date }>(
    'DescribeExecution',
    {
      executionArn: executionArn.replace(/e$/, 'short'),
    },
  );
  expect([short.status, short.stopDate.getTime() - short.startDate.getTime()]).toEqual([
    'TIMED_OUT',
    60_000,
  ]);
  expect(await world.run('DescribeExecution', { executionArn })).toMatchObject({
    status: 'SUCCEEDED',
  });
  await world.close();
});

test('killed after any transaction of its way, an execution ends well, with each event once', async () => {
  const answer = (name: string, count: number): string =>
    count === 1 ? '!Transient' : JSON.stringify(name);
  for (let transactions = 0; transactions < 9; transactions += 1) {
    const world = await startWorld(answer);
    await world.run('CreateStateMachine', {
      name: 'm',
      roleArn: ROLE,
      definition: JSON.stringify(MACHINE),
    });
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
    const { executionArn = '' } = await world.run<StartExecutionOutput>('StartExecution', {
      stateMachineArn,
      name: 'e',
    });
    world.dieAfter(transactions);
    await world.advance(4_000_000);
    await world.restart();
    await world.advance(4_000_000);
    const described = await world.run<{ status: string; output: string }>('DescribeExecution', {
      executionArn,
    });
    const history = await readHistory(world, executionArn);
    await world.close();
    expect([transactions, described.status, described.output]).toEqual([
      transactions,
      'SUCCEEDED',
      '{"done":"work","items":["item","item"]}',
    ]);
    expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
    expect(history.filter(({ type }) => type === 'ExecutionSucceeded')).toHaveLength(1);
  }
});

test('killed between the word that it is redriven and the first step of that, it goes on all the same', async () => {
  let isBad = true;
  const never = new Promise<never>(() => {});
  const world = await startWorld(() => (isBad ? never : '"good"'));
  const executionArn = await begin(world);
  await world.advance(1000);
  await world.run('StopExecution', { executionArn });
  isBad = false;
  world.dieAfter(1);
  await world.run('RedriveExecution', { executionArn });
  await world.restart();
  await world.advance(4_000_000);
  expect(await world.run('DescribeExecution', { executionArn })).toMatchObject({
    status: 'SUCCEEDED',
    redriveCount: 1,
  });
  const types = (await readHistory(world, executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'ExecutionRedriven')).toHaveLength(1);
  // The call that was under way when it was stopped is not made for the sake of that any more.
  expect(world.lambdaCalls.map(({ functionName }) => functionName)).toEqual([
    'work',
    'work',
    'item',
    'item',
  ]);
  await world.close();
});

test('an execution that was open for a year while the endpoint was away has ended then', async () => {
  const YEAR_MS = 365 * 24 * 3_600_000;
  const world = await startWorld(() => '1');
  const executionArn = await begin(world, {
    QueryLanguage: 'JSONata',
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 99_999_999, End: true } },
  });
  await world.advance(1000);
  await world.restart();
  await world.advance(YEAR_MS + 60_000);
  const { status, startDate, stopDate } = await world.run<{
    readonly status: string;
    readonly startDate: Date;
    readonly stopDate: Date;
  }>('DescribeExecution', { executionArn });
  expect([status, stopDate.getTime() - startDate.getTime()]).toEqual(['TIMED_OUT', YEAR_MS]);
  await world.close();
});

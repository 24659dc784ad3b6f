import type {
  DescribeExecutionOutput,
  DescribeMapRunOutput,
  ListExecutionsOutput,
  ListMapRunsOutput,
  StartExecutionOutput,
} from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { ServiceError } from '../../../local/service-error.ts';
import type { Answer } from '../../support/lone-environment.ts';
import { distributed } from './map-run-states.ts';
import { type MortalStates, readHistory, startMortalStates } from './mortal-states.ts';

/** Lambdas answer what they are given. */
const answer: Answer = ({ service, input }) => {
  // The role may start executions: what it asks with is refused for its name.
  if (service === 'stepfunctions') throw new ServiceError('InvalidName', 'Invalid Name');
  if (service !== 'lambda') return {};
  const { Payload } = input as { Payload: Buffer };
  return { StatusCode: 200, Payload };
};

const machineOf = (type: string): object => ({
  QueryLanguage: 'JSONata',
  ...distributed(
    { Items: '{% [1..6] %}', ItemBatcher: { MaxItemsPerBatch: 2 }, MaxConcurrency: 2 },
    {
      Rest: { Type: 'Wait', Seconds: 10, Next: 'Item' },
      Item: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'f', Payload: '{% $sum($states.input.Items) %}' },
        Output: '{% $states.result.Payload %}',
        End: true,
      },
    },
    type,
  ),
});

async function begin(world: MortalStates, type: string): Promise<string> {
  await world.run('CreateStateMachine', {
    name: 'm',
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    definition: JSON.stringify(machineOf(type)),
  });
  const { executionArn = '' } = await world.run<StartExecutionOutput>('StartExecution', {
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    name: 'e',
  });
  return executionArn;
}

interface Told {
  readonly described: DescribeExecutionOutput;
  readonly types: readonly (readonly unknown[])[];
  readonly mapRuns: readonly DescribeMapRunOutput[];
  readonly children: readonly unknown[];
}

async function tell(world: MortalStates, executionArn: string): Promise<Told> {
  const described = await world.run<DescribeExecutionOutput>('DescribeExecution', { executionArn });
  const events = await readHistory(world, executionArn);
  const { mapRuns } = await world.run<ListMapRunsOutput>('ListMapRuns', { executionArn });
  const arns = (mapRuns ?? []).map(({ mapRunArn = '' }) => mapRunArn);
  const lists = await Promise.all(
    arns.map((mapRunArn) => world.run<ListExecutionsOutput>('ListExecutions', { mapRunArn })),
  );
  return {
    described,
    types: events.map(({ id, previousEventId, type }) => [id, previousEventId, type]),
    mapRuns: await Promise.all(
      arns.map((mapRunArn) => world.run<DescribeMapRunOutput>('DescribeMapRun', { mapRunArn })),
    ),
    children: lists.flatMap(({ executions = [] }) =>
      executions.map(({ status, itemCount, redriveCount }) => [status, itemCount, redriveCount]),
    ),
  };
}

async function untilEnded(world: MortalStates, executionArn: string): Promise<Told> {
  for (let turn = 0; turn < 40; turn += 1) {
    await world.advance(10_000);
    const told = await tell(world, executionArn);
    if (told.described.status !== 'RUNNING') return told;
  }
  throw new Error('it runs on and on');
}

test.each(['STANDARD', 'EXPRESS'])(
  'a map run ends alike wherever the endpoint is killed on the way (%s)',
  async (type) => {
    const whole = await startMortalStates(answer);
    const expected = await untilEnded(whole, await begin(whole, type));
    await whole.close();
    expect(expected.described).toMatchObject({ status: 'SUCCEEDED', output: '[3,7,11]' });
    expect(expected.children).toHaveLength(3);
    for (let transactions = 0; transactions < 39; transactions += 2) {
      const world = await startMortalStates(answer);
      const executionArn = await begin(world, type);
      world.dieAfter(transactions);
      await world.advance(25_000);
      await world.restart();
      const told = await untilEnded(world, executionArn);
      await world.close();
      expect(told.described).toMatchObject({ status: 'SUCCEEDED', output: '[3,7,11]' });
      expect(told.types).toEqual(expected.types);
      expect(told.children).toEqual(expected.children);
      expect(told.mapRuns).toMatchObject([
        { status: 'SUCCEEDED', itemCounts: { succeeded: 6, total: 6, pending: 0, running: 0 } },
      ]);
    }
  },
);

test('a map run that nobody waits for any more is let go of after a restart too', async () => {
  // The first is that of the stop itself.
  for (let transactions = 1; transactions < 8; transactions += 1) {
    const world = await startMortalStates(answer);
    const executionArn = await begin(world, 'STANDARD');
    await world.advance(5000);
    world.dieAfter(transactions);
    await world.run('StopExecution', { executionArn }).catch(() => undefined);
    await world.advance(0);
    await world.restart();
    await world.advance(0);
    const { described, mapRuns, children } = await tell(world, executionArn);
    await world.close();
    expect(described.status).toBe('ABORTED');
    expect(mapRuns).toMatchObject([{ status: 'ABORTED', itemCounts: { aborted: 4, pending: 2 } }]);
    expect(children).toEqual([
      ['ABORTED', 2, 0],
      ['ABORTED', 2, 0],
    ]);
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  DescribeExecutionOutput,
  DescribeMapRunOutput,
  HistoryEvent,
  ListExecutionsOutput,
  ListMapRunsOutput,
  StartExecutionOutput,
} from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import type { Service } from '../../../local/service.ts';
import { ServiceError } from '../../../local/service-error.ts';
import { createStepFunctions } from '../../../local/stepfunctions/service.ts';
import { createStore, type Store } from '../../../local/store.ts';
import { createLoneEnvironment, type OutgoingCall, run } from '../../support/lone-environment.ts';
import { distributed } from './map-run-states.ts';

interface World {
  readonly run: <Output>(operation: string, input: object) => Promise<Output>;
  /** Nothing more is stored after so many writes from now: the process has died. */
  readonly dieAfter: (writes: number) => void;
  readonly restart: () => Promise<void>;
  readonly advance: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Step Functions over a folder that outlives it; Lambdas answer what they are given. */
async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'map-runs-'));
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  let store = createStore(folder);
  let service: Service;
  let writesLeft = Number.POSITIVE_INFINITY;
  const write = (): void => {
    if (writesLeft <= 0) throw new Error('dead');
    writesLeft -= 1;
  };
  const mortal = (): Store => ({
    ...store,
    transaction: (work) => {
      write();
      return store.transaction(work);
    },
    collection: <Document>(name: string) => {
      const collection = store.collection<Document>(name);
      return {
        ...collection,
        put: (key: string, document: Document) => {
          if (writesLeft <= 0) throw new Error('dead');
          collection.put(key, document);
        },
      };
    },
  });
  const answer = ({ service: callee, input }: OutgoingCall): unknown => {
    // The role may start executions: what it asks with is refused for its name.
    if (callee === 'stepfunctions') throw new ServiceError('InvalidName', 'Invalid Name');
    if (callee !== 'lambda') return {};
    const { Payload } = input as { Payload: Buffer };
    return { StatusCode: 200, Payload };
  };
  const begin = async (): Promise<void> => {
    service = createStepFunctions(createLoneEnvironment({ clock, store: mortal(), answer }));
    await service.start?.();
  };
  await begin();
  return {
    run: (operation, input) => run(service, operation, input),
    advance: (ms) => clock.advance(ms),
    dieAfter: (writes) => {
      writesLeft = writes;
    },
    restart: async () => {
      await service.stop?.();
      store.close();
      writesLeft = Number.POSITIVE_INFINITY;
      store = createStore(folder);
      await begin();
    },
    close: async () => {
      await service.stop?.();
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

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

async function begin(world: World, type: string): Promise<string> {
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

async function tell(world: World, executionArn: string): Promise<Told> {
  const described = await world.run<DescribeExecutionOutput>('DescribeExecution', { executionArn });
  const { events } = await world.run<{ events: HistoryEvent[] }>('GetExecutionHistory', {
    executionArn,
  });
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

async function untilEnded(world: World, executionArn: string): Promise<Told> {
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
    const whole = await startWorld();
    const expected = await untilEnded(whole, await begin(whole, type));
    await whole.close();
    expect(expected.described).toMatchObject({ status: 'SUCCEEDED', output: '[3,7,11]' });
    expect(expected.children).toHaveLength(3);
    for (let writes = 1; writes < 40; writes += 2) {
      const world = await startWorld();
      const executionArn = await begin(world, type);
      world.dieAfter(writes);
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
  // The first write is that of the stop itself.
  for (let writes = 2; writes < 9; writes += 1) {
    const world = await startWorld();
    const executionArn = await begin(world, 'STANDARD');
    await world.advance(5000);
    world.dieAfter(writes);
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

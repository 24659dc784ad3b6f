// Random machines whose endpoint dies at every commit of theirs: what comes after a new start is what would have come, save that a task in
// flight runs again.
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import { createStepFunctions } from '../../../local/stepfunctions/service.ts';
import { createStore } from '../../../local/store.ts';
import { createLoneEnvironment, type OutgoingCall, run } from '../../support/lone-environment.ts';
import { createMortalStore } from '../../support/mortal-store.ts';
import { anyRows, type Row, sequentialRows, toScope } from './asl/random-machine.ts';

const DEATHS_MAX = 12;
/** One state of each kind that may be there alone. */
const EVERYTHING: readonly Row[] = ['Pass', 'Task', 'Wait', 'Choice', 'Task'].map((kind) => ({
  kind,
  inner: [],
  isCaught: true,
}));
const ROLE = 'arn:aws:iam::000000000000:role/machine';

interface Ended {
  readonly status: string;
  readonly output: string | undefined;
  readonly events: readonly HistoryEvent[];
  /** What it wrote from its start to its end. */
  readonly commits: number;
  /** Status changes that nobody has been told of. */
  readonly untold: number;
}

/** A Lambda function answers by what it is asked, so that a call that is made again is answered alike. */
function answer({ service, input }: OutgoingCall): unknown {
  if (service !== 'lambda') return {};
  const { Payload } = input as { Payload: Buffer };
  const { Name, RetryCount } = JSON.parse(Payload.toString()) as {
    Name: string;
    RetryCount: number;
  };
  const kind = Buffer.from(Name).reduce((sum, byte) => sum + byte, RetryCount) % 3;
  if (kind > 0) return { StatusCode: 200, Payload: Buffer.from(JSON.stringify([Name, kind])) };
  const failure = { errorType: 'E', errorMessage: 'why' };
  return {
    StatusCode: 200,
    FunctionError: 'Unhandled',
    Payload: Buffer.from(JSON.stringify(failure)),
  };
}

/**
 * @param diesAfter commits that are kept
 * @param isRestarted otherwise it finds room again, as after a disk that was full
 */
async function finish(machine: object, diesAfter?: number, isRestarted = true): Promise<Ended> {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const memory = createMortalStore(createStore());
  const environment = createLoneEnvironment({ clock, store: memory.store, answer });
  let service = createStepFunctions(environment);
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...machine });
  const { stateMachineArn } = await run<{ stateMachineArn: string }>(
    service,
    'CreateStateMachine',
    { name: 'm', roleArn: ROLE, definition },
  );
  const before = memory.commits.length;
  const { executionArn } = await run<{ executionArn: string }>(service, 'StartExecution', {
    stateMachineArn,
    name: 'e',
  });
  if (diesAfter !== undefined) {
    memory.dieAfter(diesAfter);
    await advanceUntil(clock, () => memory.isDead());
    if (memory.isDead()) {
      if (isRestarted) await service.stop?.();
      memory.revive();
      if (isRestarted) {
        service = createStepFunctions(environment);
        await service.start?.();
      }
    }
  }
  const describe = async () =>
    await run<{ status: string; output?: string }>(service, 'DescribeExecution', { executionArn });
  for (let minutes = 0; minutes < 60; minutes += 1) {
    await clock.advance(60_000);
    if ((await describe()).status !== 'RUNNING') break;
  }
  const { status, output } = await describe();
  const { events } = await run<{ events: readonly HistoryEvent[] }>(
    service,
    'GetExecutionHistory',
    { executionArn, maxResults: 1000 },
  );
  await service.stop?.();
  const untold = memory.store.collection('stepfunctions/outbox').count();
  return { status, output, events, untold, commits: memory.commits.length - before };
}

async function advanceUntil(clock: ManualClock, isOver: () => boolean): Promise<void> {
  for (let seconds = 0; seconds < 120 && !isOver(); seconds += 1) await clock.advance(1000);
}

function shapeOf({ events }: Ended): readonly (readonly unknown[])[] {
  return events.map(({ id, previousEventId, type, ...details }) => {
    const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = details;
    return [id, previousEventId, type, entered?.name ?? exited?.name, exited?.output];
  });
}

/** Commits before which it dies: all of them, or of very many some. */
function listDeaths({ commits }: Ended): readonly number[] {
  const step = Math.ceil(commits / DEATHS_MAX);
  return Array.from({ length: Math.ceil(commits / step) }, (_, index) => index * step);
}

async function compareAll(rows: readonly Row[], isRestarted: boolean): Promise<void> {
  const machine = toScope(rows);
  const whole = await finish(machine);
  for (const death of listDeaths(whole)) {
    const killed = await finish(machine, death, isRestarted);
    expect([death, killed.status, killed.output]).toEqual([death, whole.status, whole.output]);
    expect([death, shapeOf(killed)]).toEqual([death, shapeOf(whole)]);
    expect([death, killed.untold]).toEqual([death, 0]);
  }
}

test('killed at any moment, one line of states has the history that it would have had', async () => {
  await fc.assert(
    fc.asyncProperty(sequentialRows, async (rows) => await compareAll(rows, true)),
    { numRuns: 12, examples: [[EVERYTHING]] },
  );
});

test('so it has where the store has no room for a while, and nothing is started anew', async () => {
  await fc.assert(
    fc.asyncProperty(sequentialRows, async (rows) => await compareAll(rows, false)),
    { numRuns: 6, examples: [[EVERYTHING]] },
  );
});

test('killed at any moment, branches and items end as they would have ended, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, async (rows) => {
      const machine = toScope(rows);
      const whole = await finish(machine);
      for (const death of listDeaths(whole)) {
        const killed = await finish(machine, death);
        expect([death, killed.status, killed.output]).toEqual([death, whole.status, whole.output]);
        const ids = killed.events.map(({ id }) => id);
        expect(ids).toEqual(ids.map((_id, index) => index + 1));
        const typesOf = ({ events }: Ended) => events.map(({ type }) => type).sort();
        if (whole.status === 'SUCCEEDED') expect(typesOf(killed)).toEqual(typesOf(whole));
      }
    }),
    { numRuns: 8 },
  );
});

test('where there is no room a stop is refused, and the execution runs on', async () => {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const memory = createMortalStore(createStore());
  const service = createStepFunctions(
    createLoneEnvironment({ clock, store: memory.store, answer }),
  );
  const machine = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } };
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...machine });
  const { stateMachineArn } = await run<{ stateMachineArn: string }>(
    service,
    'CreateStateMachine',
    { name: 'm', roleArn: ROLE, definition },
  );
  const { executionArn } = await run<{ executionArn: string }>(service, 'StartExecution', {
    stateMachineArn,
  });
  await clock.advance(1000);
  memory.dieAfter(0);
  await expect(run(service, 'StopExecution', { executionArn })).rejects.toMatchObject({
    code: 'StoreFull',
  });
  memory.revive();
  await clock.advance(10_000);
  expect(await run(service, 'DescribeExecution', { executionArn })).toMatchObject({
    status: 'RUNNING',
  });
  await run(service, 'StopExecution', { executionArn });
  expect(await run(service, 'DescribeExecution', { executionArn })).toMatchObject({
    status: 'ABORTED',
  });
  await service.stop?.();
});

// The invariants of DESIGN section 9, held by the machine as it is deployed under random faults: a call may fail before or after its
// effect, be slow, be the last of a killed Lambda or of one that runs on unheard; reads may be 5 s old; the service may be out of reach for hours;
// triggers come twice; a person puts a value, rolls back or stops the run. Then the run, or the next one, ends in a state that keeps the invariants.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  findInterleaving,
  findLateCalls,
  findLeaks,
  findNoticeFaults,
  findRemains,
  type RunFacts,
} from './invariants.ts';
import type { Fault } from './life.ts';
import { loadNotices } from './notices.ts';
import { type ServiceKind, serviceKinds } from './services.ts';
import { createWorld, type World } from './world.ts';

/** More than a clean rotation has, so that recovery and retirement are hit too. */
const BOUNDARIES = 45;
/** Asked for by number, the runs are new each time; otherwise they are the same for everybody. */
const ASKED = process.env['REKEY_SIMULATIONS'];
const RUNS = Number(ASKED ?? '25');
const SEED = ASKED === undefined ? { seed: 20_261_121 } : {};
const SECONDS_MAX = 600;

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('fails before', 'fails after', 'killed before', 'killed after'),
  }),
  fc.record({ kind: fc.constant('slow'), ms: fc.integer({ min: 1_000, max: 70_000 }) }),
  fc.record({ kind: fc.constant('runs on'), ms: fc.integer({ min: 1_000, max: 59_000 }) }),
  fc.record({ kind: fc.constant('outage'), ms: fc.integer({ min: 60_000, max: 32_000_000 }) }),
  fc.record({ kind: fc.constant('stale'), ms: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ kind: fc.constant('person'), does: fc.constantFrom('put', 'roll back', 'stop') }),
);

const plan = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  startsTwice: fc.boolean(),
  faults: fc.uniqueArray(fc.tuple(fc.nat({ max: BOUNDARIES }), fault), {
    selector: ([index]) => index,
    minLength: 1,
    maxLength: 3,
  }),
});

/** Found once, and kept. */
const known: readonly [{ seed: string; startsTwice: boolean; faults: [number, Fault][] }][] = [
  // A roll-back in the very call that revokes: the world leaves it out.
  [
    {
      seed: ' ',
      startsTwice: false,
      faults: [
        [18, { kind: 'person', does: 'roll back' }],
        [0, { kind: 'slow', ms: 1000 }],
      ],
    },
  ],
  // A value by hand had superseded the first run's credential: retired by the second run's plan, it was named again by its switch.
  [{ seed: ' ', startsTwice: false, faults: [[16, { kind: 'person', does: 'put' }]] }],
  // Rolled back while a second run had planned already: its switch took AWSPREVIOUS, the last that named the first run's credential.
  [
    {
      seed: ' ',
      startsTwice: true,
      faults: [
        [15, { kind: 'person', does: 'roll back' }],
        [2, { kind: 'slow', ms: 1000 }],
      ],
    },
  ],
];

describe.each(serviceKinds)('a target of the kind "%s"', (kind) => {
  test('a run without faults rotates, sends nothing and leaves nothing', async () => {
    const world = await createWorld({ kind, seed: 'clean', faults: new Map() });
    const { runs, broken } = await play(world, false);
    expect(runs.map(({ output }) => (JSON.parse(output) as { decision: string }).decision)).toEqual(
      ['rotated', 'rotated'],
    );
    expect(broken).toEqual([]);
    expect(await findRemains(world, true)).toEqual([]);
    await world.stop();
  });

  test(
    'whatever comes between, the invariants hold in the end',
    async () => {
      await fc.assert(
        fc.asyncProperty(plan, async ({ seed, startsTwice, faults }) => {
          await simulate(kind, seed, startsTwice, new Map(faults));
        }),
        { numRuns: RUNS, ...SEED, examples: [...known] },
      );
    },
    SECONDS_MAX * 1000,
  );
});

/** Longer than a window, so that the run fails and its recovery finds nobody; the last try comes some seven hours after the start. */
describe.each([
  { minutes: 70, notices: 1 },
  { minutes: 540, notices: 2 },
])('a service out of reach for $minutes minutes', ({ minutes, notices }) => {
  test.each(serviceKinds.filter((kind) => kind !== 'no counterpart'))(
    'of the kind "%s" is recovered by one-time schedules, and rotated again',
    async (kind) => {
      const faults = new Map<number, Fault>([
        [await findBoundary(kind, 'target:test'), { kind: 'outage', ms: minutes * 60_000 }],
      ]);
      const world = await createWorld({ kind, seed: 'outage', faults });
      const { runs, broken } = await play(world, false);
      const outcomes = runs.toReversed().map(({ status, output }) => describeRun(status, output));
      expect(outcomes.at(0)).toBe('FAILED');
      expect(outcomes.at(-1)).toBe('rotated');
      const tries = outcomes.slice(1, -1);
      expect(tries).toHaveLength(3);
      expect(tries.at(-1) === 'FAILED').toBe(notices === 2);
      for (const quiet of tries.slice(0, 2)) {
        expect(quiet).toMatch(
          /^(the target is still out of reach|recovered: undone|nothing left to recover)$/,
        );
      }
      expect(broken).toEqual([]);
      expect(await findRemains(world, true)).toEqual([]);
      await world.stop();
    },
    SECONDS_MAX * 1000,
  );
});

/** Where a clean run comes to that call. */
async function findBoundary(kind: ServiceKind, call: string): Promise<number> {
  const world = await createWorld({ kind, seed: 'outage', faults: new Map() });
  await world.start();
  await world.runToEnd();
  await world.stop();
  return world.trace.findIndex((each) => each.call === call);
}

/** Why it was skipped, that it rotated, or how it ended. */
function describeRun(status: string, output: string): string {
  if (status !== 'SUCCEEDED') return status;
  const { decision, reason } = JSON.parse(output) as { decision: string; reason?: string };
  return reason ?? decision;
}

async function simulate(
  kind: ServiceKind,
  seed: string,
  startsTwice: boolean,
  faults: ReadonlyMap<number, Fault>,
): Promise<void> {
  const world = await createWorld({ kind, seed, faults });
  const { broken } = await play(world, startsTwice);
  const isUntouched = ![...faults.values()].some((each) => each.kind === 'person');
  expect([...broken, ...(await findRemains(world, isUntouched))]).toEqual([]);
  await world.stop();
}

/** The first run with its faults, then one without. */
async function play(
  world: World,
  startsTwice: boolean,
): Promise<{ readonly runs: readonly RunFacts[]; readonly broken: readonly string[] }> {
  const startedAt = new Map<string, number>();
  const start = async (): Promise<void> => {
    startedAt.set(await world.start(), world.clock.now());
  };
  await start();
  if (startsTwice) await start();
  await world.runToEnd();
  world.clearFaults();
  await start();
  await world.runToEnd();
  const runs = await loadRuns(world, await world.listRuns());
  return {
    runs,
    broken: [
      ...world.broken,
      ...findNoticeFaults(runs, await loadNotices(world)),
      ...findLateCalls(world, startedAt),
      ...findInterleaving(world),
      ...(await findLeaks(world, runs)),
    ],
  };
}

async function loadRuns(world: World, arns: readonly string[]): Promise<readonly RunFacts[]> {
  return await Promise.all(
    arns.map(async (executionArn) => {
      const { status, output = '' } = await world.call<{ status: string; output?: string }>(
        'stepfunctions',
        'DescribeExecution',
        { executionArn },
      );
      return { executionArn, status, output };
    }),
  );
}

// Every port call of a rotation fails in every way, before and after its effect; then the run, or the next one, must end in a state
// that keeps the invariants.
import { expect, test } from '@jest/globals';
import { type DriveOptions, driveRotation, type Outcome } from '../../support/drive-rotation.ts';
import type { TargetKind } from '../../support/fake-target.ts';
import { findAllFaults, findNoticeFaults, viewTarget } from '../../support/find-all-faults.ts';
import { findClaims, findCurrentFaults, findOrphans } from '../../support/invariants.ts';
import { createWorld, type Fault, type World } from '../../support/rotation-world.ts';

const kinds = [
  'generated',
  'pure-native',
  'pure-unnamed',
  'effect-native',
  'effect-slots',
  'pure-none',
] as const;
/** Later than a dead run's last Lambda, and than the grace period of what it had switched. */
const NEXT_RUN_MS = 700_000;

interface Case {
  readonly name: string;
  readonly fault: Fault;
  readonly options: DriveOptions;
  /** How many calls in a row fail so. */
  readonly length: number;
  readonly staleMs: number;
  /** One fault that passes must not cost the rotation. */
  readonly rotates: boolean;
}

const once = { options: {}, length: 1, staleMs: 0, rotates: false };
const retried = { options: { onKill: 'retry' }, length: 1, staleMs: 0, rotates: true } as const;
const stopped = { options: { onKill: 'stop' }, length: 1, staleMs: 0, rotates: false } as const;

const cases: readonly Case[] = [
  { ...retried, name: 'kill before, tried again', fault: 'kill-before' },
  { ...retried, name: 'kill after, tried again', fault: 'kill-after' },
  { ...retried, name: 'kill after, tried again, stale reads', fault: 'kill-after', staleMs: 5000 },
  { ...stopped, name: 'stopped before', fault: 'kill-before' },
  { ...stopped, name: 'stopped after', fault: 'kill-after' },
  { ...stopped, name: 'stopped after, stale reads', fault: 'kill-after', staleMs: 5000 },
  { ...once, name: 'request lost', fault: 'lose-request', rotates: true },
  { ...once, name: 'answer lost', fault: 'lose-answer', rotates: true },
  { ...once, name: 'answer lost, stale reads', fault: 'lose-answer', staleMs: 5000, rotates: true },
  { ...once, name: 'answers lost, eight in a row', fault: 'lose-answer', length: 8 },
  { ...once, name: 'denied', fault: 'deny' },
  { ...once, name: 'denied, until recovery too', fault: 'deny', length: 3 },
];

test.each(kinds)(
  'whatever call of a %s rotation fails, the run or the next one keeps the invariants',
  async (kind) => {
    const faults: string[] = [];
    const calls = await countCalls(kind);
    for (const each of cases) {
      for (let index = 0; index < calls; index += 1) {
        const found = await failAt(kind, each, index);
        faults.push(...found.map((text) => `${each.name} at ${String(index)}: ${text}`));
      }
    }
    expect(faults).toEqual([]);
  },
  60_000,
);

async function failAt(
  kind: TargetKind,
  { fault, options, length, staleMs, rotates }: Case,
  index: number,
): Promise<readonly string[]> {
  const world = createWorld(kind);
  world.secrets.settings.staleMs = staleMs;
  world.secrets.settings.selfMove = index % 2 === 0 ? 'moved' : 'refused';
  const during = watchCurrent(world, kind);
  world.fault = (at) => (at >= index && at < index + length ? fault : undefined);
  const first = await driveRotation(world, { ...options, name: 'run-1' });
  world.fault = undefined;
  const between = first.status === 'ABORTED' ? [] : checkEnded(world, first);
  world.advance(NEXT_RUN_MS);
  const second = await driveRotation(world, { name: 'run-2' });
  // What was superseded while run-2 was under way is due by now.
  const third = await driveRotation(world, { name: 'run-3' });
  return [
    ...during(),
    ...between,
    ...(rotates && first.decision !== 'rotated' ? [`run-1 ${first.failure?.cause ?? ''}`] : []),
    ...findAllFaults(world, [first, second, third]),
    ...(second.decision === 'rotated'
      ? []
      : [`run-2 ${second.decision} ${second.failure?.cause ?? ''}`]),
  ];
}

/** After a run that ended by itself: no claim, no orphan, AWSCURRENT works; save where recovery could not do its work. */
function checkEnded(world: World, outcome: Outcome): readonly string[] {
  const isOpen =
    outcome.recovery?.outcome === 'failed' || outcome.failure?.state === 'PlanRotation';
  if (isOpen) return findNoticeFaults([outcome]);
  return [
    ...findCurrentFaults(world.secrets, viewTarget(world)),
    ...findOrphans(world.secrets, viewTarget(world)),
    ...findClaims(world.secrets),
    ...findNoticeFaults([outcome]),
  ];
}

/** I1 after every call. Without overlap AWSCURRENT is refused between the switch at the target and finish; then the run's version works. */
function watchCurrent(world: World, kind: TargetKind): () => readonly string[] {
  const faults: string[] = [];
  world.afterCall = (call) => {
    const found = findCurrentFaults(world.secrets, viewTarget(world));
    const isPendingGood = [...world.secrets.labels].some(
      ([versionId, labels]) =>
        labels.some((label) => label.endsWith('#v')) &&
        world.target.works(world.secrets.valueOf(versionId) ?? ''),
    );
    if (kind === 'pure-none' && isPendingGood) return;
    faults.push(...found.map((text) => `after ${call}: ${text}`));
  };
  return () => faults;
}

async function countCalls(kind: TargetKind): Promise<number> {
  const world = createWorld(kind);
  await driveRotation(world);
  return world.calls.length;
}

test.each(['pure-native', 'effect-native'] as const)(
  'a request to a %s target that is carried out late leaves no second credential',
  async (kind) => {
    const faults: string[] = [];
    for (let index = 0; index < (await countCalls(kind)); index += 1) {
      const world = createWorld(kind);
      world.fault = (at, call) =>
        at === index && /^target:(create|set|discard)/.test(call) ? 'carry-out-late' : undefined;
      const outcome = await driveRotation(world);
      faults.push(...findAllFaults(world, [outcome]).map((text) => `at ${String(index)}: ${text}`));
    }
    expect(faults).toEqual([]);
  },
);

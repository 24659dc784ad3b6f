// Every port call of a rotation fails in every way, before and after its effect; then the run, or the next one, must end in a state
// that keeps the invariants.
import { expect, test } from '@jest/globals';
import { type DriveOptions, driveRotation, type Outcome } from '../../support/drive-rotation.ts';
import type { TargetKind } from '../../support/fake-target.ts';
import { findAllFaults, findNoticeFaults, viewTarget } from '../../support/find-all-faults.ts';
import { findClaims, findCurrentFaults, findOrphans } from '../../support/invariants.ts';
import { createWorld, type Fault, type World } from '../../support/rotation-world.ts';

const kinds = ['generated', 'pure-native', 'effect-native', 'effect-slots', 'pure-none'] as const;
/** Later than a dead run's last Lambda, and than the grace period of what it had switched. */
const NEXT_RUN_MS = 700_000;

interface Case {
  readonly name: string;
  readonly fault: Fault;
  readonly options: DriveOptions;
  /** How many calls in a row fail so. */
  readonly length: number;
  readonly staleMs: number;
}

const cases: readonly Case[] = [
  {
    name: 'kill before, tried again',
    fault: 'kill-before',
    options: { onKill: 'retry' },
    length: 1,
    staleMs: 0,
  },
  {
    name: 'kill after, tried again',
    fault: 'kill-after',
    options: { onKill: 'retry' },
    length: 1,
    staleMs: 0,
  },
  {
    name: 'kill after, tried again, stale reads',
    fault: 'kill-after',
    options: { onKill: 'retry' },
    length: 1,
    staleMs: 5000,
  },
  {
    name: 'stopped before',
    fault: 'kill-before',
    options: { onKill: 'stop' },
    length: 1,
    staleMs: 0,
  },
  {
    name: 'stopped after',
    fault: 'kill-after',
    options: { onKill: 'stop' },
    length: 1,
    staleMs: 0,
  },
  {
    name: 'stopped after, stale reads',
    fault: 'kill-after',
    options: { onKill: 'stop' },
    length: 1,
    staleMs: 5000,
  },
  { name: 'request lost', fault: 'lose-request', options: {}, length: 1, staleMs: 0 },
  { name: 'answer lost', fault: 'lose-answer', options: {}, length: 1, staleMs: 0 },
  { name: 'answer lost, stale reads', fault: 'lose-answer', options: {}, length: 1, staleMs: 5000 },
  {
    name: 'answers lost, eight in a row',
    fault: 'lose-answer',
    options: {},
    length: 8,
    staleMs: 0,
  },
  { name: 'denied', fault: 'deny', options: {}, length: 1, staleMs: 0 },
  { name: 'denied, until recovery too', fault: 'deny', options: {}, length: 3, staleMs: 0 },
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
  { fault, options, length, staleMs }: Case,
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

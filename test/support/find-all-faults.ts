// Every invariant that must hold once a run and its grace period are over.
import type { Outcome } from './drive-rotation.ts';
import {
  findClaims,
  findCurrentFaults,
  findLeaks,
  findOrphans,
  findRetireLabels,
  findSuperfluous,
  type TargetView,
} from './invariants.ts';
import type { World } from './rotation-world.ts';

export function findAllFaults(world: World, outcomes: readonly Outcome[]): readonly string[] {
  const target = viewTarget(world);
  return [
    ...findCurrentFaults(world.secrets, target),
    ...findOrphans(world.secrets, target),
    ...findSuperfluous(world.secrets, target),
    ...findClaims(world.secrets),
    ...findRetireLabels(world.secrets),
    ...findNoticeFaults(outcomes),
    ...findLeaks(world.values, listTexts(world, outcomes)),
  ];
}

export function viewTarget({ target }: World): TargetView {
  const idOf = (value: string): string => (JSON.parse(value) as { id: string }).id;
  // A generated value has no counterpart.
  if (target.name === 'generated') return { works: (value) => target.works(value), idOf };
  return { works: (value) => target.works(value), credentials: target.credentials, idOf };
}

/** I4: a run that failed sends exactly one notice; one that succeeded none, save one warning. A stopped one is told by close-rotation. */
export function findNoticeFaults(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ status, notices, executionArn, failure }) => {
    const expected = status === 'FAILED' || failure?.state === 'RetirePrevious' ? 1 : 0;
    const isRight = status === 'ABORTED' ? notices.length <= 1 : notices.length === expected;
    return isRight ? [] : [`I4: ${executionArn} ${status} sent ${String(notices.length)} notices`];
  });
}

function listTexts(world: World, outcomes: readonly Outcome[]): readonly string[] {
  return [
    ...outcomes.flatMap(({ stateData, notices }) => [...stateData, JSON.stringify(notices)]),
    ...world.notices.map((notice) => JSON.stringify(notice)),
    ...world.logs,
  ];
}

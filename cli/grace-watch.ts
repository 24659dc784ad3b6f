// Tells a grace period that keeps an old credential alive from one that is over before it begins, as that of a value with no counterpart.
import type { Progress } from '../src/aws/execution-progress.ts';

/** The Lambda's clock and Step Functions' may differ, and so short a grace is none. */
const SHORTEST_MS = 1000;

/**
 * @returns whether this progress is the beginning of such a grace period; to be given all progress of a run, in order. Where no state
 * said when the old credential is due, there is one.
 */
export function createGraceWatch(): (progress: Progress) => boolean {
  let dueAt = Infinity;
  return (progress) => {
    if (progress.kind === 'exited') dueAt = findDueAt(progress.output) ?? dueAt;
    return (
      progress.kind === 'entered' &&
      progress.state === 'GracePeriod' &&
      dueAt - progress.at >= SHORTEST_MS
    );
  };
}

/** FinishSecret says it, RecoverRotation or, for what somebody else switched, PlanRotation: each at its own place. */
function findDueAt(output: string): number | undefined {
  const [, text = ''] = /"retireAt":"([^"]+)"/.exec(output) ?? [];
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

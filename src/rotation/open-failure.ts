// The failure that is still open: the last run failed, and none has succeeded since. Recovery that settled forward closes it too,
// for then AWSCURRENT is what that run made.
import type { SecretDescription } from './ports.ts';
import { toRetirement } from './retire-label.ts';
import type { RunRecord } from './run-record.ts';
import { AWSCURRENT, findHolder, listLabels } from './staging.ts';

/** @param runs newest first */
export function findOpenFailure(
  runs: readonly RunRecord[],
  description: SecretDescription,
): RunRecord | undefined {
  for (const run of runs) {
    if (run.mode === 'rotate' && hasSucceeded(run, description)) {
      return awaitsRetirement(run, description) ? run : undefined;
    }
    if (run.result === 'failed' || run.result === 'stopped') return run;
  }
  return undefined;
}

/** AWSCURRENT is, or was, what the run made. */
export function hasSucceeded(run: RunRecord, description: SecretDescription): boolean {
  if (run.result === 'rotated' || run.result === 'switched') return true;
  return run.versionId !== undefined && findHolder(description, AWSCURRENT) === run.versionId;
}

/** The rotation succeeded, and the old credential could not be retired: open as long as its label says so. */
function awaitsRetirement(run: RunRecord, description: SecretDescription): boolean {
  const { failure, previousVersionId } = run;
  if (failure?.step !== 'RetirePrevious' || previousVersionId === undefined) return false;
  return toRetirement(previousVersionId, listLabels(description, previousVersionId)) !== undefined;
}

// A run as a report tells it: its secret's name, its window, whether it kept it, when the credential before was refused, and after a
// failure when the secret was rotated after all.

import { findCatalogueTitle } from '../catalogue.ts';
import { isRotationError } from '../errors.ts';
import type { RunRecord } from '../run-record.ts';
import { present } from '../shape.ts';
import { parseHandWindow } from '../window.ts';

export interface ReportedRun extends RunRecord {
  readonly secretName: string;
  /** When AWSCURRENT moved, as far as it is known; the start where the event was lost. */
  readonly renewedAt?: number;
  readonly windowOpensAt?: number;
  readonly windowClosesAt?: number;
  /** Whether the switch came before the window's end. */
  readonly keptWindow?: boolean;
  /** It failed or was stopped. Another one may have a failure too: a warning, such as a retirement that did not succeed. */
  readonly isFailure: boolean;
  /** The title of the catalogue's entry. */
  readonly catalogueTitle?: string;
  /** After a failure: when the secret was rotated next. */
  readonly rotatedAfterAt?: number;
}

/** @param ofSecret all runs of its secret that are known */
export function toReportedRun(
  run: RunRecord,
  secret: { readonly name: string; readonly arn?: string },
  ofSecret: readonly RunRecord[],
): ReportedRun {
  const renewedAt = findSwitchTime(run);
  const opensAt = run.scheduledAt ?? run.startedAt;
  const closesAt = findWindowEnd(run, opensAt);
  const failed = isFailure(run);
  const { catalogue } = run.failure ?? {};
  return {
    ...run,
    secretId: secret.arn ?? run.secretId,
    secretName: secret.name,
    ...present('renewedAt', renewedAt),
    ...(closesAt === undefined ? {} : { windowOpensAt: opensAt, windowClosesAt: closesAt }),
    ...(closesAt === undefined || renewedAt === undefined
      ? {}
      : { keptWindow: renewedAt <= closesAt }),
    ...present('refusedAt', run.refusedAt ?? findRefusal(run, ofSecret)),
    isFailure: failed,
    ...present(
      'catalogueTitle',
      catalogue === undefined ? undefined : findCatalogueTitle(catalogue),
    ),
    ...present('rotatedAfterAt', failed ? findNextSwitch(run, ofSecret) : undefined),
  };
}

/** When AWSCURRENT moved. Where no event says so, the run's start: no credential is made out younger than it is. */
export function findSwitchTime(run: RunRecord): number | undefined {
  const { switchedAt, result, mode, versionId, failure, startedAt } = run;
  if (switchedAt !== undefined) return switchedAt;
  if (result === 'rotated' && mode === 'rotate' && versionId !== undefined) return startedAt;
  // Whoever closed a stopped run found that the target had switched.
  const isSettledForward = failure?.recovery === 'finished' || failure?.recovery === 'promoted';
  return isFailure(run) && isSettledForward ? startedAt : undefined;
}

export function isFailure({ result }: RunRecord): boolean {
  return result === 'failed' || result === 'stopped';
}

/** A window that nobody can read was refused by the run too. */
function findWindowEnd({ window }: RunRecord, opensAt: number): number | undefined {
  if (window === undefined) return undefined;
  try {
    return opensAt + parseHandWindow(window, 'window') * 1000;
  } catch (error) {
    if (!isRotationError(error)) throw error;
    return undefined;
  }
}

/** Its own retirement may have failed; then a later run revoked what it had left. */
function findRefusal(
  { previousVersionId, startedAt }: RunRecord,
  ofSecret: readonly RunRecord[],
): number | undefined {
  if (previousVersionId === undefined) return undefined;
  return ofSecret.find(
    (run) => run.startedAt >= startedAt && run.retired?.includes(previousVersionId) === true,
  )?.refusedAt;
}

function findNextSwitch(
  { startedAt }: RunRecord,
  ofSecret: readonly RunRecord[],
): number | undefined {
  const times = ofSecret.flatMap((run) => findSwitchTime(run) ?? []);
  return times.filter((time) => time >= startedAt).sort((a, b) => a - b)[0];
}

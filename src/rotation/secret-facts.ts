// What was found out about one secret, from Secrets Manager, its schedule and the evidence of its runs: what status, explain and
// the rules of health stand on. What could not be read is named, not guessed.
import { listOwned } from './owner-label.ts';
import type { ExecutionState, SecretDescription } from './ports.ts';
import type { RunRecord } from './run-record.ts';
import type { Schedule, Window } from './schedule/schedule.ts';
import { findLastWindow, listWindows } from './schedule/windows.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from './staging.ts';

/** What lists tell may be some minutes old, and a run may end a little after its window. */
const LATE_MS = 15 * 60_000;

export type ScheduleFact =
  | { readonly kind: 'none' }
  /** No permission, such as scheduler:GetSchedule. */
  | { readonly kind: 'unreadable' }
  /** Under the name that ours has, and somebody else's, or without a meaning. */
  | { readonly kind: 'broken'; readonly name: string; readonly problem: string }
  | {
      readonly kind: 'ours';
      readonly name: string;
      readonly enabled: boolean;
      readonly schedule: Schedule;
      /** The first window of a rate(). */
      readonly anchor?: number;
      /** No window before this counts: the schedule was made or changed then. */
      readonly since: number;
    };

export interface SecretFacts {
  readonly now: number;
  readonly description: SecretDescription;
  readonly schedule: ScheduleFact;
  /** Newest first. Undefined where the evidence could not be read. */
  readonly runs: readonly RunRecord[] | undefined;
  /** When AWSCURRENT's version was made; undefined where that could not be read. */
  readonly currentMadeAt?: number;
  /** Of every execution that an owner's label or a running record names; absent where that could not be read. */
  readonly executions: ReadonlyMap<string, ExecutionState>;
  /** What could not be read, each with the call that was refused. */
  readonly unknown: readonly string[];
}

/** The window that is open and has not rotated the secret yet, else the next one. */
export function findNextWindow({ now, schedule, currentMadeAt }: SecretFacts): Window | undefined {
  if (schedule.kind !== 'ours' || !schedule.enabled) return undefined;
  const hours = schedule.schedule.windowHours;
  const from = now - hours * 3_600_000;
  for (const window of listWindows(schedule.schedule, { from, ...toAnchor(schedule) })) {
    const isOver = window.closesAt <= now || window.opensAt < schedule.since;
    const isDone = window.opensAt <= now && (currentMadeAt ?? 0) >= window.opensAt;
    if (!isOver && !isDone) return window;
  }
  return undefined;
}

/** The last window that has closed, where AWSCURRENT is older than it: it was missed. */
export function findMissedWindow(facts: SecretFacts): Window | undefined {
  const { now, schedule, currentMadeAt, description } = facts;
  if (schedule.kind !== 'ours' || !schedule.enabled) return undefined;
  const window = findLastWindow(schedule.schedule, {
    before: now - LATE_MS,
    notBefore: schedule.since,
    ...toAnchor(schedule),
  });
  // No value is younger than the secret's last change of any kind.
  const madeAt = currentMadeAt ?? description.lastChangedAt;
  if (window === undefined || madeAt === undefined || madeAt >= window.opensAt) return undefined;
  return window;
}

/** Who holds AWSPENDING, unless the holder is AWSCURRENT: then its run is finished. */
export function findPending({
  description,
  executions,
}: Pick<SecretFacts, 'description' | 'executions'>):
  | {
      readonly versionId: string;
      /** Undefined where no rotation of ours made the version. */
      readonly executionArn?: string;
      /** Undefined where that could not be read, or there is nobody to ask. */
      readonly execution?: ExecutionState;
    }
  | undefined {
  const versionId = findHolder(description, AWSPENDING);
  if (versionId === undefined || listLabels(description, versionId).includes(AWSCURRENT)) {
    return undefined;
  }
  const owner = listOwned(description).find((owned) => owned.versionId === versionId)?.owner;
  if (owner === undefined) return { versionId };
  const { executionArn } = owner;
  const execution = executions.get(executionArn);
  return { versionId, executionArn, ...(execution === undefined ? {} : { execution }) };
}

function toAnchor({ anchor }: { readonly anchor?: number }): { readonly anchor?: number } {
  return anchor === undefined ? {} : { anchor };
}

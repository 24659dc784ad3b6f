// Overdue: a window has closed in which the schedule stood as it stands now, and AWSCURRENT is older than the window's start. A value
// that somebody put by hand since then counts as a rotation, as Secrets Manager itself counts it.

import type { Window } from '../schedule/schedule.ts';
import { findLastWindow, listWindows } from '../schedule/windows.ts';
import { isToken } from '../token.ts';
import { type Finding, toFinding } from './finding.ts';
import { findCurrentAge, type SecretFacts } from './secret-facts.ts';

/** What lists tell may be some minutes old, and a run may end a little after its window. */
const LATE_MS = 15 * 60_000;
/** A rate(4 hours) that nobody looked at for half a year. */
const MISSED_COUNT_MAX = 1000;

export function findOverdue(facts: SecretFacts): readonly Finding[] {
  const { secret, commands } = facts;
  const last = findClosed(facts);
  const age = findCurrentAge(facts);
  if (last === undefined || age === undefined || age.madeAt >= last.opensAt) return [];
  const missed = listMissed(facts, age.madeAt, last);
  const [first = last] = missed;
  const windows = toCount(missed.length, age.isExact);
  const since = toDay(age.madeAt);
  const rotated = isEverRotated(facts);
  return [
    toFinding(rotated ? 'overdue' : 'never-rotated', {
      about: secret.name,
      secret: secret.name,
      since: first.closesAt,
      meaning: rotated
        ? `${windows} of ${toExpression(facts)} closed; AWSCURRENT is of ${since}${age.isExact ? '' : ' or older'}.`
        : `${windows} of ${toExpression(facts)} closed; AWSCURRENT is what somebody put there on ${since}${age.isExact ? '' : ' or before'}.`,
      nextCommand: commands.rotate(secret.name),
    }),
  ];
}

/** Whether only the dates of versions tell: LastChangedDate alone is too young to prove anything. */
export function isOverdueOpen(facts: SecretFacts): boolean {
  const last = findClosed(facts);
  const age = findCurrentAge(facts);
  if (last === undefined) return false;
  return age === undefined || (!age.isExact && age.madeAt >= last.opensAt);
}

function findClosed(facts: SecretFacts): Window | undefined {
  const { now, schedule } = facts;
  const { meaning, found } = schedule ?? {};
  if (meaning === undefined || found?.enabled !== true) return undefined;
  return findLastWindow(meaning, {
    before: now - LATE_MS,
    anchor: found.startAt,
    notBefore: found.changedAt ?? found.createdAt,
  });
}

/** From the first that AWSCURRENT is too old for. */
function listMissed({ schedule }: SecretFacts, madeAt: number, last: Window): readonly Window[] {
  const { meaning, found } = schedule ?? {};
  if (meaning === undefined || found === undefined) return [];
  const from = Math.max(madeAt + 1, found.changedAt ?? found.createdAt ?? 0);
  const missed: Window[] = [];
  for (const window of listWindows(meaning, { from, anchor: found.startAt ?? last.opensAt })) {
    if (window.opensAt > last.opensAt || missed.length === MISSED_COUNT_MAX) break;
    missed.push(window);
  }
  return missed;
}

/** AWSCURRENT keeps our name from its first rotation on, unless somebody puts a value; the previous one then tells. */
function isEverRotated({ secret }: SecretFacts): boolean {
  return [...secret.labels.keys()].some((versionId) => isToken(versionId));
}

function toCount(count: number, isExact: boolean): string {
  const windows = `${String(count)} window${count === 1 ? '' : 's'}`;
  return isExact ? windows : `At least ${windows}`;
}

function toExpression({ schedule }: SecretFacts): string {
  return schedule?.meaning?.expression ?? '';
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

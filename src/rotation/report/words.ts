// The words in which a report tells what the rules found; the same in every format that people read.
import type { Span } from './judge-secret.ts';
import type { Policy } from './policy.ts';
import type { ReportedRun } from './reported-run.ts';

const DAY_MS = 86_400_000;

/** What started it: the schedule with its expression, a hand, or whatever the input said. */
export function toOrigin({ trigger, schedule }: ReportedRun): string {
  if (trigger === undefined) return 'not said';
  return schedule === undefined ? trigger : `${trigger} ${schedule}`;
}

export function toPolicyText(policy: Policy | undefined): string {
  if (policy === undefined) return 'none';
  const { expression, windowHours, enabled } = policy;
  return `${expression}, window ${String(windowHours)}h${enabled ? '' : ', switched off'}`;
}

/** Such as `30.1 d` or `at least 90 d`. */
export function toSpanText(span: Span | undefined): string {
  if (span === undefined) return '';
  return `${span.isAtLeast ? 'at least ' : ''}${String(toDays(span.ms))} d`;
}

/** With one digit after the point. */
export function toDays(ms: number): number {
  return Math.round((ms / DAY_MS) * 10) / 10;
}

/** What became of the credential before. */
export function toRefusal(
  { refusedAt, retireAt, retired, result }: ReportedRun,
  now: number,
): string {
  if (refusedAt !== undefined) return toMinute(refusedAt);
  if (retireAt !== undefined && retireAt > now) return `in grace until ${toMinute(retireAt)}`;
  if (result === 'switched') return 'not known yet';
  if (retired?.length === 0) return 'nothing to revoke';
  return 'not in the evidence';
}

/** What recovery came to. */
export function toRemedy({ failure }: ReportedRun): string {
  const { recovery } = failure ?? {};
  return recovery === undefined ? 'not told' : (REMEDIES.get(recovery) ?? recovery);
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['nothing-to-undo', 'nothing had been changed'],
  ['undone', 'undone; the credential before stayed in use'],
  ['finished', 'the switch had begun and was finished'],
  ['promoted', 'the target had switched; the new credential was made current'],
  ['superseded', 'somebody had replaced the new version; it awaits retirement'],
  ['both-refused', 'left as it was: the target refuses both credentials'],
  ['unreachable', 'nothing yet: the target was out of reach'],
  ['failed', 'nothing yet: recovery itself failed'],
  ['none', 'nothing was to be recovered'],
]);

/** Such as `2026-11-23 08:00`, in UTC. */
export function toMinute(time: number | undefined): string {
  if (time === undefined) return '';
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

// One secret in the period: how often it was rotated, how old its credential is, how old it ever grew, and whether its schedule
// allows that. Where the evidence begins too late to tell, an age is a lower bound and says so.
import type { RunRecord } from '../run-record.ts';
import type { ScheduleFact } from '../secret-facts.ts';
import { present } from '../shape.ts';
import type { GoneSecret } from './match-secrets.ts';
import type { Period } from './period.ts';
import type { Policy, ToPolicy } from './policy.ts';
import type { ReportSecret } from './report-facts.ts';
import { findSwitchTime, isFailure } from './reported-run.ts';

export interface Span {
  readonly ms: number;
  /** The evidence begins too late to know how much longer it was. */
  readonly isAtLeast: boolean;
}

export type Verdict =
  | 'within policy'
  | 'over policy'
  /** Nothing shows that it was over, and the evidence begins too late to show that it was not. */
  | 'not provable'
  | 'no policy'
  | 'policy not known'
  | 'not judged';

export interface SecretReport {
  readonly name: string;
  readonly arn?: string;
  readonly state: 'managed' | 'switched off' | 'in deletion' | 'gone';
  /** Such as `http-api better-auth-api-key`. */
  readonly target?: string;
  readonly policy?: Policy;
  readonly rotations: number;
  readonly failures: number;
  readonly skips: number;
  /** By the evidence, and not after the period. */
  readonly lastRotatedAt?: number;
  /** Of the credential at the period's end. */
  readonly age?: Span;
  /** The oldest that a credential became in the period. */
  readonly greatestAge?: Span;
  readonly verdict: Verdict;
}

export interface KnownPeriod extends Period {
  /** Nothing is known of the time before. */
  readonly knownFrom: number;
}

export function judgeSecret(
  secret: ReportSecret | GoneSecret,
  runs: readonly RunRecord[],
  period: KnownPeriod,
  toPolicy: ToPolicy,
): SecretReport {
  const switches = runs.flatMap((run) => findSwitchTime(run) ?? []).sort((a, b) => a - b);
  const isIn = (time: number): boolean => time >= period.since && time < period.until;
  const started = runs.filter(({ startedAt }) => isIn(startedAt));
  const counts = {
    rotations: switches.filter(isIn).length,
    failures: started.filter(isFailure).length,
    skips: started.filter(({ result }) => result === 'skipped').length,
    ...present('lastRotatedAt', switches.filter((time) => time < period.until).at(-1)),
  };
  if ('isGone' in secret) {
    const { name, arn } = secret;
    return { name, ...present('arn', arn), state: 'gone', ...counts, verdict: 'not judged' };
  }
  const { schedule } = secret;
  const policy =
    schedule.kind === 'ours' ? toPolicy(schedule.schedule, schedule.enabled) : undefined;
  const ages = findAges(secret, switches, period);
  const greatestAge = ages.toSorted((one, other) => other.ms - one.ms)[0];
  const state = findState(secret);
  return {
    name: secret.name,
    arn: secret.arn,
    state,
    ...present('target', findTarget(secret)),
    ...present('policy', policy),
    ...counts,
    ...present('age', ages.at(-1)),
    ...present('greatestAge', greatestAge),
    verdict: judge(state, schedule, policy, greatestAge),
  };
}

function findState({ deletedAt, tags }: ReportSecret): 'managed' | 'switched off' | 'in deletion' {
  if (deletedAt !== undefined) return 'in deletion';
  return tags.get('rekey:enabled') === 'false' ? 'switched off' : 'managed';
}

function findTarget({ tags }: ReportSecret): string | undefined {
  const words = [tags.get('rekey:target'), tags.get('rekey:recipe')];
  const text = words.filter((word) => word !== undefined).join(' ');
  return text === '' ? undefined : text;
}

/** How old each credential was when the next one came, or at the period's end; only those that were in use in the period. */
function findAges(
  { createdAt, currentMadeAt }: ReportSecret,
  switches: readonly number[],
  { since, until, knownFrom }: KnownPeriod,
): readonly Span[] {
  // A value that somebody put by hand is a new credential too; of those only the last one is known.
  const made = [...switches, ...(currentMadeAt === undefined ? [] : [currentMadeAt])]
    .filter((time) => time < until)
    .sort((a, b) => a - b);
  const isBorn = createdAt !== undefined && createdAt >= knownFrom;
  const start = isBorn ? createdAt : knownFrom;
  const first = made[0];
  const isStartKnown = first !== undefined && first <= start;
  const times = [...(isStartKnown || start >= until ? [] : [start]), ...made, until];
  return times.slice(1).flatMap((end, index) => {
    const begin = times[index] ?? end;
    if (end < since) return [];
    return [{ ms: end - begin, isAtLeast: begin === start && !isBorn && !isStartKnown }];
  });
}

function judge(
  state: SecretReport['state'],
  schedule: ScheduleFact,
  policy: Policy | undefined,
  greatestAge: Span | undefined,
): Verdict {
  if (state === 'in deletion' || greatestAge === undefined) return 'not judged';
  if (policy === undefined) return schedule.kind === 'none' ? 'no policy' : 'policy not known';
  if (greatestAge.ms > policy.allowedMs) return 'over policy';
  return greatestAge.isAtLeast ? 'not provable' : 'within policy';
}

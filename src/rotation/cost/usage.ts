// How much of each priced thing a rotation, the stack and the watch use. Counts are measured (bench/README.md); seconds and kilobytes
// are assumed, on the high side, for nobody knows yours.
import type { PriceName } from './prices.ts';

/** What is not named is not used. */
export type Usage = Readonly<Partial<Record<PriceName, number>>>;

/** Memory of a Lambda in GB, and how long one invocation takes at most, with its cold start: rare rotations find no warm one. */
const LAMBDA_GB = 0.5;
const LAMBDA_SECONDS = 1;
/** Of one invocation: its start, end and report, our own lines, and metrics in embedded form. 1.2 at the endpoint; AWS says more. */
const LOG_KILOBYTES = 2;
/** Of one event in the evidence: 1.0 at the endpoint, with a short name. */
const EVENT_KILOBYTES = 2;

/** RotationsSucceeded, RotationSeconds and DaysSinceRotation, which stand for the secret and for the whole stack. */
const METRICS = 3;
/** SecretsWatched and Findings. */
const WATCH_METRICS = 2;
/** serverless/*.yml */
export const STACK_ALARMS = 14;
/** Ten thousand secrets took the watch seven minutes. */
const WATCH_SECONDS_PER_SECRET = 0.042;
const WATCH_SECONDS = 2;
const LIST_PAGE = 100;

/**
 * One rotation that goes well: Plan, Create, Set, Test, Finish and Retire.
 * @param target of the tag rekey:target; where the target makes the credential, a reservation and its clearing are calls too
 */
export function toRotationUsage(target: string): Usage {
  const lambdas = 6;
  const events = 3; // started, rotated, ended
  return {
    secretCalls: target === 'generated' ? 8 : 18,
    transitions: 12,
    ...toLambdaUsage(lambdas, LAMBDA_SECONDS),
    logKilobytes: lambdas * LOG_KILOBYTES + events * EVENT_KILOBYTES,
    schedulerInvocations: 1,
    customEvents: 1,
    metricHours: METRICS,
  };
}

/** A start that Plan skips, for the secret is switched off: PlanRotation, Decide, Skipped. */
export function toSkipUsage(): Usage {
  return {
    secretCalls: 1,
    transitions: 3,
    ...toLambdaUsage(1, LAMBDA_SECONDS),
    logKilobytes: LOG_KILOBYTES + 2 * EVENT_KILOBYTES,
    schedulerInvocations: 1,
    metricHours: 1,
  };
}

/**
 * What is there once for all secrets: alarms, metrics of the whole stack, and a watch each day that finds nothing.
 * @param rotationHours in how many hours there is a rotation at all
 */
export function toStackUsage(counts: {
  readonly rotated: number;
  readonly admins: number;
  readonly days: number;
  readonly rotationHours: number;
}): Usage {
  const { rotated, admins, days, rotationHours } = counts;
  const pages = [rotated, admins].map((count) => Math.max(1, Math.ceil(count / LIST_PAGE)));
  const seconds = WATCH_SECONDS + WATCH_SECONDS_PER_SECRET * (rotated + admins);
  return sumUsages([
    { alarms: STACK_ALARMS, metricHours: METRICS * rotationHours },
    times(
      {
        // Lists, and at most one look at the versions of each.
        secretCalls: pages.reduce((sum, count) => sum + count, rotated + admins),
        transitions: 3,
        ...toLambdaUsage(1, seconds),
        logKilobytes: LOG_KILOBYTES,
        schedulerInvocations: 1,
        metricHours: WATCH_METRICS,
      },
      days,
    ),
  ]);
}

export function times(usage: Usage, factor: number): Usage {
  return Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, amount * factor]));
}

export function sumUsages(usages: readonly Usage[]): Usage {
  const sum: Partial<Record<PriceName, number>> = {};
  for (const usage of usages) {
    for (const [name, amount] of Object.entries(usage) as [PriceName, number][]) {
      sum[name] = (sum[name] ?? 0) + amount;
    }
  }
  return sum;
}

function toLambdaUsage(requests: number, seconds: number): Usage {
  return { lambdaRequests: requests, lambdaGbSeconds: requests * seconds * LAMBDA_GB };
}

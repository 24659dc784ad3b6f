// What the schedules of an account cost in the next 30 days: each secret by itself, the stack that all share, and the sum by what is
// priced. Every sum is linear, so the parts add up to the whole; the free tier is the account's and taken off the whole only.
import type { Schedule } from '../schedule/schedule.ts';
import { listWindows } from '../schedule/windows.ts';
import { type PriceName, priceNames, prices } from './prices.ts';
import {
  sumUsages,
  times,
  toRotationUsage,
  toSkipUsage,
  toStackUsage,
  type Usage,
} from './usage.ts';

export const COST_DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface PricedSecret {
  readonly name: string;
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
  /** In deletion it costs nothing, and cannot be rotated. */
  readonly deletedAt?: number;
  /** An admin credential is only kept. */
  readonly role: 'rotated' | 'admin';
  /** Absent where there is none, or none that can be counted. */
  readonly plan?: PricedPlan;
}

/** A schedule as it stands in EventBridge Scheduler. */
export interface PricedPlan {
  readonly schedule: Schedule;
  readonly enabled: boolean;
  /** The first window of a rate(). */
  readonly anchor?: number;
}

export interface SecretCost {
  readonly secret: PricedSecret;
  readonly rotations: number;
  /** Starts that change nothing, for the secret is switched off or in deletion. */
  readonly skips: number;
  /** Dollars a month for the secret itself, with Rekey or without. */
  readonly keeping: number;
  readonly rotating: number;
}

export interface CostLine {
  readonly name: PriceName;
  readonly quantity: number;
  readonly dollars: number;
  readonly dollarsAfterFree: number;
}

export interface MonthlyCost {
  readonly from: number;
  readonly until: number;
  /** The dearest first. */
  readonly secrets: readonly SecretCost[];
  /** Alarms, metrics of the whole stack, the watch. */
  readonly stack: number;
  readonly lines: readonly CostLine[];
  readonly total: number;
  readonly totalAfterFree: number;
}

export function toMonthlyCost(secrets: readonly PricedSecret[], now: number): MonthlyCost {
  const until = now + COST_DAYS * DAY_MS;
  const hours = new Set<number>();
  const parts = secrets.map((secret) => {
    const openings = listOpenings(secret.plan, now, until);
    const skips = isSkipped(secret);
    if (!skips) for (const opensAt of openings) hours.add(Math.floor(opensAt / HOUR_MS));
    return toPart(secret, openings.length, skips);
  });
  const stack = toStackUsage({
    rotated: secrets.filter(({ role }) => role === 'rotated').length,
    admins: secrets.filter(({ role }) => role === 'admin').length,
    days: COST_DAYS,
    rotationHours: hours.size,
  });
  const lines = toLines(sumUsages([...parts.map(({ usage }) => usage), stack]));
  return {
    from: now,
    until,
    secrets: parts.map(({ cost }) => cost).sort(byCost),
    stack: toDollars(stack),
    lines,
    total: sum(lines.map(({ dollars }) => dollars)),
    totalAfterFree: sum(lines.map(({ dollarsAfterFree }) => dollarsAfterFree)),
  };
}

function listOpenings(
  plan: PricedPlan | undefined,
  from: number,
  until: number,
): readonly number[] {
  if (plan?.enabled !== true) return [];
  const openings: number[] = [];
  for (const { opensAt } of listWindows(plan.schedule, { from, anchor: plan.anchor })) {
    if (opensAt >= until) break;
    openings.push(opensAt);
  }
  return openings;
}

function isSkipped({ tags, deletedAt }: PricedSecret): boolean {
  return deletedAt !== undefined || tags.get('rekey:enabled') === 'false';
}

function toPart(
  secret: PricedSecret,
  starts: number,
  skipped: boolean,
): { readonly usage: Usage; readonly cost: SecretCost } {
  const kept: Usage = secret.deletedAt === undefined ? { secrets: 1 } : {};
  const one = skipped ? toSkipUsage() : toRotationUsage(secret.tags.get('rekey:target') ?? '');
  const worked = times(one, starts);
  return {
    usage: sumUsages([kept, worked]),
    cost: {
      secret,
      rotations: skipped ? 0 : starts,
      skips: skipped ? starts : 0,
      keeping: toDollars(kept),
      rotating: toDollars(worked),
    },
  };
}

function byCost(one: SecretCost, other: SecretCost): number {
  const dollars = other.rotating + other.keeping - one.rotating - one.keeping;
  return dollars === 0 ? (one.secret.name < other.secret.name ? -1 : 1) : dollars;
}

function toLines(usage: Usage): readonly CostLine[] {
  return priceNames.map((name) => {
    const quantity = usage[name] ?? 0;
    const paid = Math.max(0, quantity - prices[name].freePerMonth);
    return {
      name,
      quantity,
      dollars: toDollars({ [name]: quantity }),
      dollarsAfterFree: toDollars({ [name]: paid }),
    };
  });
}

function toDollars(usage: Usage): number {
  return sum(
    priceNames.map((name) => ((usage[name] ?? 0) * prices[name].dollars) / prices[name].per),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

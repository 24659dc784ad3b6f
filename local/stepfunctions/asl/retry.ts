// Which Retrier and which Catcher an error meets, and how long to wait (States Language, "Retrying after error").
import type { Catcher, Retrier } from './definition.ts';
import { toFraction } from './functions.ts';
import type { StatesError } from './states-error.ts';
import type { Chance } from './surroundings.ts';

const INTERVAL_SECONDS = 1;
const MAX_ATTEMPTS = 3;
const BACKOFF_RATE = 2;

export interface Retry {
  /** Attempts that each Retrier has spent, this one included. */
  readonly spent: readonly number[];
  readonly delayMs: number;
}

/** The retry that follows the error, or undefined where no Retrier matches or the one that does is spent. */
export function findRetry(
  retriers: readonly Retrier[],
  spent: readonly number[],
  error: StatesError,
  chance: Chance,
): Retry | undefined {
  const index = retriers.findIndex(({ ErrorEquals }) => isMatch(ErrorEquals, error));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  const before = spent[index] ?? 0;
  if (before >= (retrier.MaxAttempts ?? MAX_ATTEMPTS)) return undefined;
  return {
    spent: retriers.map((_, at) => (spent[at] ?? 0) + (at === index ? 1 : 0)),
    delayMs: toDelayMs(retrier, before, chance),
  };
}

/** @param before attempts that this Retrier has spent: each counts for itself */
export function toDelayMs(retrier: Retrier, before: number, chance: Chance): number {
  const interval = retrier.IntervalSeconds ?? INTERVAL_SECONDS;
  const rate = retrier.BackoffRate ?? BACKOFF_RATE;
  const seconds = Math.min(interval * rate ** before, retrier.MaxDelaySeconds ?? MAX_DELAY_SECONDS);
  const jittered = retrier.JitterStrategy === 'FULL' ? seconds * toFraction(chance) : seconds;
  return Math.round(jittered * 1000);
}

/** AWS's bound on MaxDelaySeconds: a delay without one must end some time too. */
const MAX_DELAY_SECONDS = 31_622_400;

export function findCatcher(
  catchers: readonly Catcher[],
  error: StatesError,
): { readonly catcher: Catcher; readonly index: number } | undefined {
  const index = catchers.findIndex(({ ErrorEquals }) => isMatch(ErrorEquals, error));
  const catcher = catchers[index];
  return catcher === undefined ? undefined : { catcher, index };
}

/** States.Runtime meets nothing; States.DataLimitExceeded does meet States.ALL, whatever the documentation says (recorded). */
function isMatch(names: readonly string[], { error, options }: StatesError): boolean {
  if (error === 'States.Runtime') return false;
  return names.some(
    (name) =>
      name === 'States.ALL' ||
      name === error ||
      name === options.alias ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );
}

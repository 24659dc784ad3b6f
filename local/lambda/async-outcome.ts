// What becomes of an event after a run, or after none could begin: pure, the numbers from Lambda's developer guide,
// "How Lambda handles errors and retries with asynchronous invocation".
import type { LambdaResult } from '../lambda-runtime.ts';
import { isServiceError } from '../service-error.ts';
import type { AsyncEvent, Condition } from './destinations.ts';
import type { EventInvokeConfig } from './store.ts';

export type Next =
  | { readonly kind: 'finish'; readonly condition: Condition }
  | { readonly kind: 'wait'; readonly event: AsyncEvent }
  | { readonly kind: 'drop' };

const RETRY_ATTEMPTS_MAX = 2;
const EVENT_AGE_SECONDS_MAX = 6 * 3600;
const RETRY_MS = 60_000;
const THROTTLED_MS_MAX = 5 * 60_000;

export function isTooOld(
  { receivedAt }: AsyncEvent,
  config: EventInvokeConfig | undefined,
  now: number,
): boolean {
  return now - receivedAt > (config?.eventAgeSecondsMax ?? EVENT_AGE_SECONDS_MAX) * 1000;
}

/** The function's own failures are counted, and tried again after one and two minutes. */
export function afterRun(
  event: AsyncEvent,
  config: EventInvokeConfig | undefined,
  { kind }: LambdaResult,
  now: number,
): Next {
  if (kind === 'returned') return { kind: 'finish', condition: 'Success' };
  const attempts = event.attempts + 1;
  return attempts > (config?.retryAttemptsMax ?? RETRY_ATTEMPTS_MAX)
    ? { kind: 'finish', condition: 'RetriesExhausted' }
    : { kind: 'wait', event: { ...event, attempts, due: now + attempts * RETRY_MS } };
}

/** Throttles and faults are no attempts: they are tried again, ever more slowly, until the event is too old. */
export function afterRefusal(event: AsyncEvent, error: unknown, now: number): Next {
  // A function that was deleted since takes its events with it.
  if (isServiceError(error) && error.code === 'ResourceNotFoundException') return { kind: 'drop' };
  const throttles = event.throttles + 1;
  const due = now + Math.min(2 ** throttles * 1000, THROTTLED_MS_MAX);
  return { kind: 'wait', event: { ...event, throttles, due } };
}

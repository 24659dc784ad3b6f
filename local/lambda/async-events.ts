// Events that wait for their turn: kept in the store until they are done, tried again after one and two minutes
// where the function fails, for as long as their age allows where it is throttled, and then given to the
// function's destination or dead-letter queue (Lambda developer guide, "How Lambda handles errors and retries
// with asynchronous invocation").
import { createDueQueue } from '../due-queue.ts';
import type { LambdaResult } from '../lambda-runtime.ts';
import type { Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import type { AsyncEvent, Condition, Deliver } from './destinations.ts';
import { functionNotFound } from './errors.ts';
import type { Execute } from './execution.ts';
import type { FunctionName } from './names.ts';
import type { LambdaStore } from './store.ts';
import type { Telemetry } from './telemetry.ts';

export interface AsyncEvents {
  /** Kept when this returns. */
  add(name: FunctionName, payload: string, requestId: string): void;
  start(): void;
  stop(): Promise<void>;
}

export interface AsyncEventsParts {
  readonly environment: Environment;
  readonly functions: LambdaStore;
  readonly execute: Execute;
  readonly deliver: Deliver;
  readonly telemetry: Telemetry;
}

const RETRY_ATTEMPTS_MAX = 2;
const EVENT_AGE_SECONDS_MAX = 6 * 3600;
const RETRY_MS = 60_000;
const THROTTLED_MS_MAX = 5 * 60_000;

export function createAsyncEvents(parts: AsyncEventsParts): AsyncEvents {
  const { environment, functions, execute, deliver, telemetry } = parts;
  const { clock, store, limits } = environment;
  const events = store.collection<AsyncEvent>('lambda/events');

  const work = async (key: string, signal: AbortSignal): Promise<void> => {
    const event = events.get(key);
    if (event === undefined) return;
    const { name, requestId } = event;
    const config = functions.find(name)?.eventInvokeConfigs[name.qualifier ?? '$LATEST'];
    const ageMs = clock.now() - event.receivedAt;
    if (ageMs > (config?.eventAgeSecondsMax ?? EVENT_AGE_SECONDS_MAX) * 1000) {
      await finish(key, event, 'EventAgeExceeded', undefined);
      return;
    }
    try {
      const { result } = await execute({ name, payload: event.payload, requestId });
      if (signal.aborted) return; // the endpoint stops: the event is tried again when it is back
      const attempts = event.attempts + 1;
      if (result.kind === 'returned') await finish(key, event, 'Success', result);
      else if (attempts > (config?.retryAttemptsMax ?? RETRY_ATTEMPTS_MAX)) {
        await finish(key, { ...event, attempts: event.attempts }, 'RetriesExhausted', result);
      } else wait(key, { ...event, attempts, due: clock.now() + attempts * RETRY_MS });
    } catch (error) {
      if (signal.aborted) return;
      if (isGone(error)) events.delete(key);
      else {
        const throttles = event.throttles + 1;
        const ms = Math.min(2 ** throttles * 1000, THROTTLED_MS_MAX);
        wait(key, { ...event, throttles, due: clock.now() + ms });
      }
    }
  };

  const wait = (key: string, event: AsyncEvent): void => {
    events.put(key, event);
    queue.set(key, event.due);
  };

  const finish = async (
    key: string,
    event: AsyncEvent,
    condition: Condition,
    result: LambdaResult | undefined,
  ): Promise<void> => {
    const { region, name } = event.name;
    if (condition !== 'Success') {
      telemetry.count(region, name, [
        { MetricName: 'AsyncEventsDropped', Value: 1, Unit: 'Count' },
      ]);
    }
    await deliver(event, condition, result);
    events.delete(key);
  };

  const queue = createDueQueue({
    clock,
    concurrencyMax: limits.lambdaConcurrencyMax,
    run: async (key, signal) => {
      await work(key, signal).catch((error: unknown) => {
        environment.log({
          level: 'error',
          message: 'An asynchronous invocation failed inside the endpoint',
          resource: key,
          result: error instanceof Error ? error.name : 'unknown',
        });
      });
    },
  });

  return {
    add: (name, payload, requestId) => {
      if (functions.find(name) === undefined) throw functionNotFound(name.arn);
      const receivedAt = clock.now();
      const key = `${name.region}/${requestId}`;
      wait(key, {
        name,
        payload,
        requestId,
        receivedAt,
        due: receivedAt,
        attempts: 0,
        throttles: 0,
      });
      telemetry.count(name.region, name.name, [
        { MetricName: 'AsyncEventsReceived', Value: 1, Unit: 'Count' },
      ]);
    },
    start: () => {
      for (const { key, document } of events.list()) queue.set(key, document.due);
    },
    stop: async () => {
      await queue.stop();
    },
  };
}

/** A function that was deleted since takes its events with it. */
function isGone(error: unknown): boolean {
  return isServiceError(error) && error.code === 'ResourceNotFoundException';
}

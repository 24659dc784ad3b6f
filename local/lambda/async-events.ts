// Events that wait for their turn: kept in the store until they are done, then given to the function's destination
// or dead-letter queue where they have one.
import { createDueQueue } from '../due-queue.ts';
import type { LambdaResult } from '../lambda-runtime.ts';
import type { Environment } from '../service.ts';
import { afterRefusal, afterRun, isTooOld, type Next } from './async-outcome.ts';
import type { AsyncEvent, Deliver } from './destinations.ts';
import { functionNotFound } from './errors.ts';
import type { Execute } from './execution.ts';
import type { FunctionName } from './names.ts';
import type { LambdaStore } from './store.ts';
import type { AsyncMetric, Telemetry } from './telemetry.ts';

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

export function createAsyncEvents(parts: AsyncEventsParts): AsyncEvents {
  const { environment, functions, telemetry } = parts;
  const { clock, store, limits, log } = environment;
  const events = store.collection<AsyncEvent>('lambda/events');

  const work = async (key: string, signal: AbortSignal): Promise<void> => {
    const event = events.get(key);
    if (event === undefined) return;
    const { next, result } = await run(parts, event);
    // What the endpoint's own end broke is tried again when it is back.
    if (signal.aborted && result?.kind !== 'returned') return;
    if (next.kind === 'wait') wait(key, next.event);
    else {
      if (next.kind === 'finish') {
        if (next.condition !== 'Success') count(event.name, 'AsyncEventsDropped');
        await parts.deliver(event, next.condition, result);
      }
      events.delete(key);
    }
  };

  const wait = (key: string, event: AsyncEvent): void => {
    events.put(key, event);
    queue.set(key, event.due);
  };

  const count = ({ region, name }: FunctionName, MetricName: AsyncMetric): void =>
    telemetry.count(region, name, [{ MetricName, Value: 1, Unit: 'Count' }]);

  const queue = createDueQueue({
    clock,
    what: 'Lambda: asynchronous invocation',
    isBegun: true,
    concurrencyMax: limits.lambdaConcurrencyMax,
    run: async (key, signal) => {
      await work(key, signal).catch((error: unknown) => {
        const message = 'An asynchronous invocation failed inside the endpoint';
        const result = error instanceof Error ? error.name : 'unknown';
        log({ level: 'error', message, resource: key, result });
      });
    },
  });

  return {
    add: (name, payload, requestId) => {
      if (functions.find(name) === undefined) throw functionNotFound(name.arn);
      const receivedAt = clock.now();
      const untried = { receivedAt, due: receivedAt, attempts: 0, throttles: 0 };
      store.transaction(() => {
        wait(`${name.region}/${requestId}`, { name, payload, requestId, ...untried });
        count(name, 'AsyncEventsReceived');
      });
    },
    start: () => {
      for (const { key, document } of events.list()) queue.set(key, document.due);
    },
    stop: async () => {
      await queue.stop();
    },
  };
}

async function run(
  { environment, functions, execute }: AsyncEventsParts,
  event: AsyncEvent,
): Promise<{ readonly next: Next; readonly result?: LambdaResult }> {
  const { clock } = environment;
  const { name, payload, requestId } = event;
  const config = functions.find(name)?.eventInvokeConfigs[name.qualifier ?? '$LATEST'];
  if (isTooOld(event, config, clock.now())) {
    return { next: { kind: 'finish', condition: 'EventAgeExceeded' } };
  }
  try {
    const { result } = await execute({ name, payload, requestId });
    return { next: afterRun(event, config, result, clock.now()), result };
  } catch (error) {
    return { next: afterRefusal(event, error, clock.now()) };
  }
}

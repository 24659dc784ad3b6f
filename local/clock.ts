// The one place of the endpoint where time comes from. Everything else is given a Clock.

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason once it aborts. Any length is allowed. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that a test moves. It cannot go back, and sleepers wake in the order of their due times. */
export interface ManualClock extends Clock {
  /** Moves time forward by `ms`, waking every sleeper that falls due on the way, each at its own time. */
  advance(ms: number): Promise<void>;
  /** Due time of the next sleeper, or undefined where nobody sleeps. */
  nextDue(): number | undefined;
  /** Waits, without moving time, until nobody has anything left to do now. */
  settle(): Promise<void>;
}

/** `setTimeout` fires at once for longer waits than this. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      const due = Date.now() + ms;
      do {
        await waitOnce(Math.min(Math.max(due - Date.now(), 0), TIMER_MS_MAX), signal);
      } while (Date.now() < due);
    },
  };
}

function waitOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Lets the event loop turn once, so that long work does not keep others waiting. No clock moves by it. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Sleeper {
  readonly due: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Turns of the event loop that pass with nobody new going to sleep before the world counts as settled. */
const QUIET_TURNS = 20;

/** @param startMs the first reading, milliseconds since the epoch */
export function createManualClock(startMs: number): ManualClock {
  let now = startMs;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  const first = (): Sleeper | undefined =>
    [...sleepers].sort((a, b) => a.due - b.due || a.order - b.order)[0];

  const settle = async (): Promise<void> => {
    let seen = order;
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await nextTurn();
      if (seen !== order) {
        seen = order;
        quiet = 0;
      }
    }
  };

  return {
    now: () => now,
    nextDue: () => first()?.due,
    settle,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        order += 1;
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper: Sleeper = {
          due: now + Math.max(ms, 0),
          order,
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', stop, { once: true });
      }),
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (let next = first(); next !== undefined && next.due <= end; next = first()) {
        now = Math.max(now, next.due);
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      now = Math.max(now, end);
    },
  };
}

// The one place of the endpoint where time comes from. Everything else is given a Clock.
import { createWorkInFlight, type WorkInFlight } from './clock/work-in-flight.ts';

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason once it aborts. Any length is allowed. */
  sleep(ms: number, signal?: AbortSignal, due?: Due): Promise<void>;
  /** Of a clock that stands still while anything is under way: what is. */
  readonly work?: WorkInFlight;
}

/** What somebody sleeps for, for those who move the clock. */
export interface Due {
  /** Such as `scheduler: schedule us-east-1/default/nightly`. */
  readonly what: string;
  /** Whether it belongs to work that has begun and will end, such as a retry; a schedule is no such work, for it has no end. */
  readonly isBegun: () => boolean;
}

/** A clock that a test moves. It cannot go back, and sleepers wake in the order of their due times. */
export interface ManualClock extends Clock {
  /** Moves time forward by `ms`, waking every sleeper that falls due on the way, each at its own time. */
  advance(ms: number): Promise<void>;
  /** Due time of the next sleeper, or undefined where nobody sleeps. */
  nextDue(): number | undefined;
  /** Whoever sleeps and has said what for, the next one first. */
  listDues(): readonly DueAt[];
  /** Moves time to the next due time where that is not after `end`, and wakes who sleeps for it. False where there is none. */
  step(end: number): Promise<boolean>;
  /** Waits, without moving time, until nobody has anything left to do now. */
  settle(): Promise<void>;
}

export interface DueAt extends Due {
  /** Milliseconds since the epoch. */
  readonly at: number;
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

/** For what is the machine's own and no part of the endpoint's world: what hangs must end, even where time stands still. */
export function toRealTime(clock: Clock): Clock {
  return clock.work === undefined ? clock : createSystemClock();
}

interface Sleeper {
  readonly due: number;
  readonly what: Due | undefined;
  readonly wake: () => void;
}

/** Turns of the event loop that pass with nobody new going to sleep before the world counts as settled. */
const QUIET_TURNS = 20;

export interface ManualClockOptions {
  /** Called before anybody is woken by the new time. */
  readonly onMove?: (now: number) => void;
  readonly work?: WorkInFlight;
}

/** A manual clock that stands still while work is under way, however long that takes: for whole endpoints. */
export function createStandingClock(
  startMs: number,
  options: Pick<ManualClockOptions, 'onMove'> = {},
): ManualClock & { readonly work: WorkInFlight } {
  const real = createSystemClock();
  const work = createWorkInFlight({
    nextTurn,
    sleep: (ms, signal) => real.sleep(ms, signal).catch(() => undefined),
  });
  return { ...createManualClock(startMs, { ...options, work }), work };
}

/** @param startMs the first reading, milliseconds since the epoch */
export function createManualClock(
  startMs: number,
  { onMove, work }: ManualClockOptions = {},
): ManualClock {
  let now = startMs;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  const first = (): Sleeper | undefined => {
    let earliest: Sleeper | undefined;
    for (const sleeper of sleepers) {
      // In a set the one that slept first comes first.
      if (earliest === undefined || sleeper.due < earliest.due) earliest = sleeper;
    }
    return earliest;
  };

  const settle = async (): Promise<void> => {
    if (work !== undefined) {
      await work.rest();
      return;
    }
    let seen = order;
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await nextTurn();
      if (seen !== order) {
        seen = order;
        quiet = 0;
      }
    }
  };

  const moveTo = (time: number): void => {
    if (time <= now) return;
    now = time;
    onMove?.(now);
  };

  const step = async (end: number): Promise<boolean> => {
    const next = first();
    if (next === undefined || next.due > end) return false;
    moveTo(next.due);
    sleepers.delete(next);
    next.wake();
    await settle();
    return true;
  };

  return {
    now: () => now,
    nextDue: () => first()?.due,
    listDues: () =>
      [...sleepers]
        .flatMap(({ what, due }) => (what === undefined ? [] : [{ ...what, at: due }]))
        .sort((a, b) => a.at - b.at),
    settle,
    step,
    sleep: (ms, signal, what) =>
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
          what,
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
      while (await step(end));
      moveTo(end);
    },
  };
}

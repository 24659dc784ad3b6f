// Time and chance of an endpoint: the machine's own, or a clock that people move and a seed from which every id follows. With a folder a moved
// clock goes on where it stood, for what lies there is of that time.
import { type Clock, createStandingClock, createSystemClock, type ManualClock } from '../clock.ts';
import { createSeededRandom, createSystemRandom, type Random } from '../random.ts';
import { ServiceError } from '../service-error.ts';
import type { Store } from '../store.ts';

export interface TimeOptions {
  /** A clock that stands until POST /_rekey/clock moves it; it starts now where no time is given. */
  readonly manualClock?: { readonly startMs?: number | undefined } | undefined;
  /** The same ids for the same commands. Never for real secrets. */
  readonly seed?: string | undefined;
}

export interface EndpointTime {
  readonly clock: Clock;
  readonly random: Random;
  /** For ids of requests: how often somebody looks must change no other id. */
  readonly requestRandom: Random;
  readonly manualClock?: ManualClock;
}

interface TimeDocument {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How often the endpoint has started with it: none of its seeds serves twice. */
  readonly starts: number;
}

const KEY = 'moved';

/** @throws ServiceError `ClockMoved` where the store's time is after what was asked for: time does not go back */
export function openTime(store: Store, { manualClock, seed }: TimeOptions): EndpointTime {
  const times = store.collection<TimeDocument>('endpoint/time');
  const before = times.get(KEY);
  const system = createSystemClock();
  const starts = (before?.starts ?? 0) + 1;
  const chance = createChance(seed, starts);
  if (manualClock === undefined) {
    if (before !== undefined && before.now > system.now()) throw moved(before, 'real time');
    // What happens from now on is of real time.
    if (before !== undefined || seed !== undefined) times.put(KEY, { now: 0, starts });
    return { ...chance, clock: system };
  }
  const { startMs = before?.now === 0 ? undefined : before?.now } = manualClock;
  if (before !== undefined && startMs !== undefined && startMs < before.now) {
    throw moved(before, new Date(startMs).toISOString());
  }
  const clock = createStandingClock(startMs ?? system.now(), {
    onMove: (now) => times.put(KEY, { now, starts }),
  });
  times.put(KEY, { now: clock.now(), starts });
  return { ...chance, clock, manualClock: clock };
}

function createChance(seed: string | undefined, starts: number) {
  if (seed === undefined) {
    const random = createSystemRandom();
    return { random, requestRandom: random };
  }
  return {
    random: createSeededRandom(`${seed}/${String(starts)}`),
    requestRandom: createSeededRandom(`${seed}/${String(starts)}/requests`),
  };
}

function moved({ now }: TimeDocument, wanted: string): ServiceError {
  return new ServiceError(
    'ClockMoved',
    `In this data folder it is ${new Date(now).toISOString()}, for its clock was moved, and time does not go back to ${wanted}. Start it with --clock manual, or take another folder.`,
  );
}

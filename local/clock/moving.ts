// Moves a manual clock as far as somebody asks, from due time to due time, and tells what became of it.
import type { ManualClock } from '../clock.ts';

export type Move =
  /** To this time, milliseconds since the epoch. */
  | { readonly kind: 'to'; readonly time: number }
  /** Until what has begun has ended: no execution waits, nothing is on its way, no retry is to come. But not further than this time. */
  | { readonly kind: 'idle'; readonly latest: number };

export interface Moved {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** How often something fell due on the way. */
  readonly fellDue: number;
  /** The caller went before the end was reached. */
  readonly isBroken: boolean;
}

export interface Progress {
  readonly from: number;
  /** Where it is to end at the latest. */
  readonly until: number;
  readonly fellDue: number;
}

export interface Moving {
  /** @throws MoveUnderWay where another one is */
  move(move: Move, signal: AbortSignal): Promise<Moved>;
  /** Undefined where time stands. */
  progress(): Progress | undefined;
  /** Whether anything that has begun is still to end. */
  isIdle(): boolean;
}

export class MoveUnderWay extends Error {}

export function createMoving(clock: ManualClock): Moving {
  let current: Progress | undefined;

  const isIdle = (): boolean => clock.listDues().every(({ isBegun }) => !isBegun());

  const step = async (until: number): Promise<boolean> => {
    if (!(await clock.step(until))) return false;
    if (current !== undefined) current = { ...current, fellDue: current.fellDue + 1 };
    return true;
  };

  const moveAll = async (move: Move, from: number, signal: AbortSignal): Promise<Moved> => {
    const until = move.kind === 'to' ? move.time : move.latest;
    current = { from, until, fellDue: 0 };
    await clock.settle();
    while (!signal.aborted && (move.kind === 'to' || !isIdle())) {
      if (!(await step(until))) break;
    }
    const isBroken = signal.aborted;
    if (move.kind === 'to' && !isBroken) await clock.advance(until - clock.now());
    return { from, to: clock.now(), fellDue: current.fellDue, isBroken };
  };

  return {
    isIdle,
    progress: () => current,
    move: async (move, signal) => {
      if (current !== undefined) throw new MoveUnderWay('The clock is being moved already.');
      try {
        return await moveAll(move, clock.now(), signal);
      } finally {
        current = undefined;
      }
    },
  };
}

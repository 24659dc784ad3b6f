// What is under way on an endpoint whose clock is moved by hand. Time stands still while any of it works, and what is due at one moment is
// begun one thing after the other, each when all before it rests: so the same seed and the same commands give the same histories.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createTurns, type RestOptions } from './turns.ts';

export interface WorkInFlight {
  /** Runs `work`, which counts until it has ended. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The same for work of its own, which nobody under way waits for. */
  apart<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs it, apart, once all that is under way rests and those who asked before have had their turn. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for what only time or somebody outside brings: whoever waits, and all who wait for him, count as resting meanwhile. */
  whileResting<Result>(wait: () => Promise<Result>): Promise<Result>;
  /** Gives the work that calls this a name for `underName`, and takes it off again. Undefined outside of any work. */
  name(name: string): (() => void) | undefined;
  /** Runs `work` as part of what has the name; apart where there is no such. */
  underName<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Resolves once nothing is under way and nobody waits for a turn. */
  rest(): Promise<void>;
  /** How many things are under way. */
  count(): number;
}

interface Held {
  readonly parent: Held | undefined;
  isOver: boolean;
  /** How many of its own parts wait for time. */
  resting: number;
}

export function createWorkInFlight(options: RestOptions): WorkInFlight {
  const context = new AsyncLocalStorage<Held | undefined>();
  const named = new Map<string, Held>();
  const turns = createTurns(options);

  const hold = async <Result>(
    parent: Held | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const held: Held = { parent, isOver: false, resting: 0 };
    turns.change(1);
    try {
      return await context.run(held, work);
    } finally {
      held.isOver = true;
      if (held.resting === 0) turns.change(-1);
    }
  };

  /** A wait of one part is a wait of the whole: what its other parts do is counted for itself. */
  const mark = (held: Held | undefined, by: 1 | -1): void => {
    for (let one = held; one !== undefined; one = one.parent) {
      const wasResting = one.resting > 0;
      one.resting += by;
      if (!one.isOver && wasResting !== one.resting > 0) turns.change(by === 1 ? -1 : 1);
    }
  };

  /** Not as a part of whoever asks. */
  const ask = (begin: () => void): void => context.run(undefined, () => turns.ask(begin));

  return {
    count: () => turns.count(),
    during: (work) => hold(context.getStore(), work),
    apart: (work) => hold(undefined, work),
    inTurn: (work) =>
      new Promise((resolve, reject) => {
        ask(() => {
          hold(undefined, work).then(resolve, reject);
        });
      }),
    whileResting: async (wait) => {
      const held = context.getStore();
      mark(held, 1);
      try {
        return await wait();
      } finally {
        mark(held, -1);
      }
    },
    name: (name) => {
      const held = context.getStore();
      if (held === undefined) return undefined;
      named.set(name, held);
      return () => named.delete(name);
    },
    underName: (name, work) => hold(named.get(name), work),
    rest: () => context.run(undefined, () => turns.rest()),
  };
}

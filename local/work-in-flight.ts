// What is under way on an endpoint whose clock is moved by hand. Time stands still while any of it works, and what is due at one moment is
// begun one thing after the other, each when all before it rests: so the same seed and the same commands give the same histories.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface WorkInFlight {
  /** Runs `work`, which counts until it has ended. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The same for work of its own, which nobody under way waits for. */
  apart<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs it, apart, once all that is under way rests and those who asked before have had their turn. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for what only time or somebody outside brings: whoever waits, and all who wait for him, count as resting meanwhile. */
  whileResting<Result>(wait: () => Promise<Result>): Promise<Result>;
  /** Those who wait for the work that calls this, by a name that `underName` takes. Undefined outside of any work. */
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

export interface WorkOptions {
  /** Milliseconds of real time; resolves also where it is not needed any more. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Lets the event loop turn once. */
  readonly nextTurn: () => Promise<void>;
}

/** Promises that nobody counts, such as a status change on its way to its call, have settled after so many turns of the event loop. */
const QUIET_TURNS = 8;
/**
 * Work may wait for what still has no turn, such as a Lambda that looks again and again for the end of an execution. After so long a turn
 * is given beside it: to go on counts for more than the order.
 */
const TURN_WAIT_MS_MAX = 10_000;

export function createWorkInFlight({ sleep, nextTurn }: WorkOptions): WorkInFlight {
  const context = new AsyncLocalStorage<Held | undefined>();
  const named = new Map<string, Held>();
  const turns: (() => void)[] = [];
  const resters: (() => void)[] = [];
  let active = 0;
  let begun = 0;
  let isPacing = false;
  let wakeAtRest: (() => void) | undefined;

  const change = (by: number): void => {
    active += by;
    begun += 1;
    if (active === 0) wakeAtRest?.();
  };

  const hold = async <Result>(
    parent: Held | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const held: Held = { parent, isOver: false, resting: 0 };
    change(1);
    try {
      return await context.run(held, work);
    } finally {
      held.isOver = true;
      if (held.resting === 0) change(-1);
    }
  };

  /** A wait of one part is a wait of the whole: what its other parts do is counted for itself. */
  const mark = (held: Held | undefined, by: 1 | -1): void => {
    for (let one = held; one !== undefined; one = one.parent) {
      const wasResting = one.resting > 0;
      one.resting += by;
      if (!one.isOver && wasResting !== one.resting > 0) change(-by);
    }
  };

  const isQuiet = async (): Promise<boolean> => {
    const before = begun;
    for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
      await nextTurn();
      if (begun !== before) return false;
    }
    return active === 0;
  };

  /** False where it lasted too long. */
  const becomeQuiet = async (msMax: number): Promise<boolean> => {
    const given = new AbortController();
    const state = { isLate: false };
    let late: Promise<void> | undefined;
    try {
      while (!(await isQuiet())) {
        if (active === 0) continue;
        late ??= sleep(msMax, given.signal).then(() => {
          state.isLate = true;
        });
        const atRest = new Promise<void>((resolve) => {
          wakeAtRest = resolve;
        });
        await Promise.race([atRest, late]);
        if (state.isLate) return false;
      }
      return true;
    } finally {
      wakeAtRest = undefined;
      given.abort();
    }
  };

  const pace = async (): Promise<void> => {
    isPacing = true;
    while (turns.length + resters.length > 0) {
      const atRest = await becomeQuiet(TURN_WAIT_MS_MAX);
      const next = turns.shift();
      if (next !== undefined) next();
      else if (atRest) for (const done of resters.splice(0)) done();
    }
    isPacing = false;
  };

  const startPacing = (): void => {
    // Not as a part of whoever asks.
    if (!isPacing) void context.run(undefined, pace);
  };

  return {
    count: () => active,
    during: (work) => hold(context.getStore(), work),
    apart: (work) => hold(undefined, work),
    inTurn: (work) =>
      new Promise((resolve, reject) => {
        turns.push(() => {
          hold(undefined, work).then(resolve, reject);
        });
        startPacing();
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
    rest: () =>
      new Promise((resolve) => {
        resters.push(resolve);
        startPacing();
      }),
  };
}

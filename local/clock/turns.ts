// Who may begin next, and when all is at rest: one after the other, each once nothing is active any more.

export interface Turns {
  /** So many more are active, or fewer. */
  change(by: 1 | -1): void;
  /** Calls `begin` when its turn has come; it makes something active at once. */
  ask(begin: () => void): void;
  /** Resolves once nothing is active and nobody waits for a turn. */
  rest(): Promise<void>;
  count(): number;
}

export interface RestOptions {
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
/** Made once: an abort without a reason makes an error with its stack each time. */
const GIVEN = new Error('The turn was given.');

export function createTurns({ sleep, nextTurn }: RestOptions): Turns {
  const turns: (() => void)[] = [];
  const resters: (() => void)[] = [];
  let active = 0;
  let changes = 0;
  let isPacing = false;
  let wakeAtRest: (() => void) | undefined;

  const isQuiet = async (): Promise<boolean> => {
    const before = changes;
    for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
      await nextTurn();
      if (changes !== before) return false;
    }
    return active === 0;
  };

  /** False where it lasted too long. */
  const becomeQuiet = async (): Promise<boolean> => {
    const given = new AbortController();
    const state = { isLate: false };
    let late: Promise<void> | undefined;
    try {
      for (;;) {
        // While something works there is nothing to be seen by letting turns pass.
        if (active === 0 && (await isQuiet())) return true;
        if (active === 0) continue;
        late ??= sleep(TURN_WAIT_MS_MAX, given.signal).then(() => {
          state.isLate = true;
        });
        const atRest = new Promise<void>((resolve) => {
          wakeAtRest = resolve;
        });
        await Promise.race([atRest, late]);
        if (state.isLate) return false;
      }
    } finally {
      wakeAtRest = undefined;
      given.abort(GIVEN);
    }
  };

  const pace = async (): Promise<void> => {
    isPacing = true;
    while (turns.length + resters.length > 0) {
      const isAtRest = await becomeQuiet();
      const next = turns.shift();
      if (next !== undefined) next();
      else if (isAtRest) for (const done of resters.splice(0)) done();
    }
    isPacing = false;
  };

  const startPacing = (): void => {
    if (!isPacing) void pace();
  };

  return {
    count: () => active,
    change: (by) => {
      active += by;
      changes += 1;
      if (active === 0) wakeAtRest?.();
    },
    ask: (begin) => {
      turns.push(begin);
      startPacing();
    },
    rest: () =>
      new Promise((resolve) => {
        resters.push(resolve);
        startPacing();
      }),
  };
}

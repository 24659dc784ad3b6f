// An expression is bounded as on AWS: in depth, in what it holds and in time. Time is counted in steps,
// so that the same expression ends alike on every machine. Texts and numbers were measured on AWS (public reports, 2026).

/** AWS refuses nesting beyond this, be it of syntax or of calls. */
const DEPTH_MAX = 100;
/** Where siblings are evaluated side by side, what is under way at once stands for depth. */
const UNDER_WAY_MAX = 50_000;
/** AWS's bound on memory: between 873,782 numbers, accepted, and 873,783, refused. */
export const HELD_BYTES_MAX = 6_990_256;
const NUMBER_BYTES = 8;
/** A few seconds of work; AWS bounds the time and does not say at how much. */
export const STEPS_MAX = 250_000;
/** Between turns of the event loop, so that one long expression does not stop the endpoint. */
const STEPS_PER_TURN = 5_000;

export const TOO_DEEP =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';
export const TOO_LONG = 'Expression evaluation timeout: Check for infinite loop';
export const TOO_LARGE =
  'Expression evaluation memory limit exceeded: Check for excessive memory usage';

export class BoundReachedError extends Error {}

export interface Bounds {
  /** Called before each node is evaluated. */
  enter(): void | Promise<void>;
  /** Called with each node's result. */
  exit(result: unknown): void;
}

export interface BoundsOptions {
  readonly sequential: boolean;
  /** Nodes that may be evaluated. */
  readonly stepsMax: number;
  /** Lets the event loop turn. */
  readonly yieldTurn: () => Promise<void>;
}

/** Bounds of one evaluation. */
export function createBounds({ sequential, stepsMax, yieldTurn }: BoundsOptions): Bounds {
  const depthMax = sequential ? DEPTH_MAX : UNDER_WAY_MAX;
  let depth = 0;
  let steps = 0;
  return {
    enter: () => {
      depth += 1;
      steps += 1;
      if (depth > depthMax) throw new BoundReachedError(TOO_DEEP);
      if (steps > stepsMax) throw new BoundReachedError(TOO_LONG);
      return steps % STEPS_PER_TURN === 0 ? yieldTurn() : undefined;
    },
    exit: (result) => {
      depth -= 1;
      const bytes =
        typeof result === 'string'
          ? result.length
          : Array.isArray(result)
            ? result.length * NUMBER_BYTES
            : 0;
      if (bytes > HELD_BYTES_MAX) throw new BoundReachedError(TOO_LARGE);
    },
  };
}

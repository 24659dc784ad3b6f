// What the stepper is given because it has no clock, no chance and no I/O of its own.

/** `count` random bytes. */
export type Chance = (count: number) => Uint8Array;

/** Hex digest of UTF-8 text; the algorithm is written as AWS does, such as `SHA-256`. */
export type Hash = (algorithm: string, text: string) => string;

export interface Surroundings {
  readonly chance: Chance;
  readonly hash: Hash;
  /** Lets the event loop turn during a long expression. */
  readonly yieldTurn: () => Promise<void>;
  /** How many steps an expression may take; without it as many as on AWS. */
  readonly stepsMax?: number;
}

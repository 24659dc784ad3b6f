// What the stepper is given because it has no clock, no chance and no I/O of its own.

/** `count` random bytes. */
export type Chance = (count: number) => Uint8Array;

/** Hex digest of UTF-8 text; the algorithm is written as AWS does, such as `SHA-256`. */
export type Hash = (algorithm: string, text: string) => string;

export interface ExpressionFailure {
  /** The text between `{%` and `%}`. */
  readonly expression: string;
  /** Such as `Output/a`. */
  readonly field: string;
  /** Where it stands. */
  readonly state: string;
  readonly executionArn: string;
  /** Of the state's input, and of the variables: names and types, no value. */
  readonly shape: string;
}

export interface Surroundings {
  readonly chance: Chance;
  readonly hash: Hash;
  /** Lets the event loop turn during a long expression. */
  readonly yieldTurn: () => Promise<void>;
  /** Does work in which nothing can be counted: the result, or undefined where it took too long and was ended. */
  readonly withinTime?: <Result>(work: () => Result) => { readonly result: Result } | undefined;
  /** Told of each expression that fails. */
  readonly onFailure?: (failure: ExpressionFailure) => void;
  /** How many steps an expression may take; without it as many as on AWS. */
  readonly stepsMax?: number;
}

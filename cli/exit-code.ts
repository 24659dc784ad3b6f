// What the shell is told.
export const exitCodes = {
  ok: 0,
  /** The work failed: a rotation that did not succeed, a port that is taken. */
  failure: 1,
  /** The call was wrong: an option, a name, a stack that is not there. */
  usage: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

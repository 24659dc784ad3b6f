// Asks before something is changed. Where nobody can answer, nothing is changed, and the call says what to add.
import { createInterface } from 'node:readline/promises';
import { RotationError } from '../src/rotation/errors.ts';

export interface Questions {
  /** @returns whether the answer was yes */
  ask(question: string): Promise<boolean>;
}

/** @throws RotationError InvalidConfiguration where standard input is no terminal */
export function createQuestions(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Questions {
  return {
    ask: async (question) => {
      if (!input.isTTY) {
        throw new RotationError(
          'Rekey.InvalidConfiguration',
          `${question} Nobody can answer here: say --yes to go on, or --dry-run to look only.`,
        );
      }
      const lines = createInterface({ input, output });
      try {
        return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
      } finally {
        lines.close();
      }
    },
  };
}

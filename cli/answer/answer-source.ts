// Where a person's answer comes from: the terminal without an echo, standard input, or a form in the browser.
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { PersonRequest } from '../../src/rotation/state.ts';
import type { Writer } from '../writer.ts';
import { openAnswerForm } from './answer-form.ts';
import { askHidden, readAll } from './hidden-answer.ts';

/** Makes the whole secret of what was given. @throws RotationError InvalidConfiguration where it cannot be taken */
export type Compose = (given: SecretValue) => SecretValue;

export interface AnswerSource {
  /** Whether it can be asked more than once. */
  readonly isLasting: boolean;
  ask(request: PersonRequest, compose: Compose, signal: AbortSignal): Promise<SecretValue>;
  close(): Promise<void>;
}

export async function openAnswerSource(form: boolean, writer: Writer): Promise<AnswerSource> {
  if (form) return await openAnswerForm(writer);
  if (process.stdin.isTTY) return createPrompt(writer);
  return {
    isLasting: false,
    ask: async (_request, compose) => compose(await readAll(process.stdin)),
    close: async () => {},
  };
}

function createPrompt(writer: Writer): AnswerSource {
  return {
    isLasting: true,
    ask: async (request, compose, signal) => {
      if (request.link !== undefined) writer.note(`Make it at: ${request.link}`);
      const what = request.field === undefined ? 'New value' : `New ${request.field}`;
      return compose(await askHidden(`${what} (not shown): `, signal));
    },
    close: async () => {},
  };
}

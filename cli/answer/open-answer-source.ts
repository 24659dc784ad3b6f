// Where a person's answer comes from: the terminal without an echo, standard input, or a form in the browser.
import type { Writer } from '../writer.ts';
import { openAnswerForm } from './answer-form.ts';
import type { AnswerSource } from './answer-source.ts';
import { askHidden, readAll } from './hidden-answer.ts';

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

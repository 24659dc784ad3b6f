// The command line as a shell sees it, without a process: what was printed where, and the exit code.
import { EventEmitter } from 'node:events';
import type { ExitCode } from '../../cli/exit-code.ts';
import { runProgram } from '../../cli/program.ts';
import { createWriter, type Stream, type Writer } from '../../cli/writer.ts';

export interface Printed {
  readonly writer: Writer;
  out(): string;
  errors(): string;
  /** Resolves once `pattern` stands on standard output, or on standard error. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

/** @param isTTY as if standard output were a terminal, of so many columns */
export function createPrinted(isTTY = false, columns?: number, noColor = false): Printed {
  const written = new EventEmitter();
  const texts = { out: '', errors: '' };
  const toStream = (name: keyof typeof texts): Stream => ({
    isTTY,
    ...(columns === undefined ? {} : { columns }),
    write: (text) => {
      texts[name] += text;
      written.emit('text');
    },
  });
  return {
    writer: createWriter(toStream('out'), toStream('errors'), noColor),
    out: () => texts.out,
    errors: () => texts.errors,
    waitFor: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = pattern.exec(texts.out) ?? pattern.exec(texts.errors);
          if (found === null) return;
          written.off('text', look);
          resolve(found);
        };
        written.on('text', look);
        look();
      }),
  };
}

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly errors: string;
}

export async function runRekey(...argv: readonly string[]): Promise<Ran> {
  const printed = createPrinted();
  const code = await runProgram(argv, printed.writer);
  return { code, out: printed.out(), errors: printed.errors() };
}

// A secret value from a terminal that shows nothing of it, or from standard input. Never from the command line: other users of the
// machine see that, and shells remember it.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { SecretValue } from '../../src/rotation/secret-value.ts';

export async function askHidden(
  question: string,
  signal: AbortSignal,
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Promise<SecretValue> {
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input, output: silent, terminal: true, historySize: 0 });
  output.write(question);
  try {
    return new SecretValue((await lines.question('', { signal })).trim());
  } finally {
    lines.close();
    output.write('\n');
  }
}

/** Without the line's end, which is the shell's and not the value's. */
export async function readAll(input: NodeJS.ReadableStream): Promise<SecretValue> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return new SecretValue(
    Buffer.concat(chunks)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
}

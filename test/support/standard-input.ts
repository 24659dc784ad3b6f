// Standard input as a pipe gives it: these bytes, then its end.
import { Readable } from 'node:stream';

export async function typeOnInput<Result>(
  text: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const own = Object.getOwnPropertyDescriptor(process, 'stdin');
  const value = Object.assign(Readable.from([Buffer.from(text)]), { isTTY: false });
  Object.defineProperty(process, 'stdin', { value, configurable: true });
  try {
    return await work();
  } finally {
    if (own !== undefined) Object.defineProperty(process, 'stdin', own);
  }
}

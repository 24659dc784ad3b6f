// For drivers that take no AbortSignal: the call is left where it is once the signal says so, and whoever opened the session closes it.
import { outOfTime } from '../out-of-time.ts';

/** @throws RotationError Transient as soon as the signal aborts, and whatever the call throws before */
export async function untilAborted<Answer>(
  call: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  if (signal.aborted) throw outOfTime('the database');
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(outOfTime('the database'));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([call(), aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
  }
}

// A caller that never reads would hold its answer in memory for as long as it likes. What it sends meanwhile buys it no time.
import type { Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { HttpBounds } from './bounds.ts';

export interface ForgetUnreadOptions {
  readonly clock: Clock;
  readonly bounds: Pick<HttpBounds, 'answerMsMax'>;
}

/** Ends the connection where what has been written to it is not read in time. */
export function forgetUnread(
  socket: Socket | null,
  { clock, bounds: { answerMsMax } }: ForgetUnreadOptions,
): void {
  if (socket === null || socket.writableLength === 0) return;
  const read = new AbortController();
  socket.write('', () => read.abort()); // behind the answer, or when the connection has ended
  void clock.sleep(answerMsMax, read.signal).then(
    () => socket.destroy(),
    () => undefined,
  );
}

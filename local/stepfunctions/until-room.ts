// Work that a full disk stands in the way of, and that must be done all the same: nothing of it is stored, so it can be done again.
import type { Clock } from '../clock.ts';
import { isStoreFull } from '../store.ts';

/** Until a full disk is looked at again. */
export const MS_UNTIL_ROOM = 5000;

/** Does the work, again and again for as long as the disk is full. Rejects with whatever else goes wrong, and where the signal aborts. */
export async function untilRoom<Result>(
  clock: Pick<Clock, 'sleep'>,
  work: () => Result | Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isStoreFull(error)) throw error;
      await clock.sleep(MS_UNTIL_ROOM, signal);
    }
  }
}

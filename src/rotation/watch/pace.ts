// Very many calls within a quota that others need too: so many in a second, some at once, and none after the time is over.
import type { Clock } from '../effects.ts';

/** Resolves when the next call of its kind may be made. */
export type Pace = (signal: AbortSignal) => Promise<void>;

export function createPace(clock: Clock, perSecondMax: number): Pace {
  let freeAt = clock.now();
  return async (signal) => {
    const at = Math.max(freeAt, clock.now());
    freeAt = at + 1000 / perSecondMax;
    if (at > clock.now()) await clock.sleep(at - clock.now(), signal);
  };
}

/**
 * Works through the items in their order.
 * @returns how many were begun before `until`
 */
export async function workThrough<Item>(
  clock: Clock,
  items: readonly Item[],
  { atOnceMax, until }: { readonly atOnceMax: number; readonly until: number },
  work: (item: Item) => Promise<void>,
): Promise<number> {
  let begun = 0;
  const goOn = async (): Promise<void> => {
    while (begun < items.length && clock.now() < until) {
      const item = items[begun] as Item;
      begun += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, items.length) }, goOn));
  return begun;
}

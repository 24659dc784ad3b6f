// Many calls of one kind: a few at once, and no more in a second than the service's quota leaves to others. Answers come in the
// order of the items.
import type { Clock } from '../rotation/effects.ts';

export interface Pace {
  readonly atOnceMax: number;
  /** Infinity for an endpoint without quotas. */
  readonly perSecondMax: number;
}

/** The first rejection ends it; calls that are under way are left to `signal`. */
export async function mapPaced<Item, Answer>(
  items: readonly Item[],
  { atOnceMax, perSecondMax }: Pace,
  clock: Clock,
  signal: AbortSignal,
  ask: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const msBetween = 1000 / perSecondMax;
  let next = 0;
  let freeAt = clock.now();
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      const at = Math.max(freeAt, clock.now());
      freeAt = at + msBetween;
      if (at > clock.now()) await clock.sleep(at - clock.now(), signal);
      signal.throwIfAborted();
      answers[index] = await ask(items[index] as Item);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnceMax, items.length) }, work));
  } finally {
    next = items.length;
  }
  return answers;
}

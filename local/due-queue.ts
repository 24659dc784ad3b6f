// One timer for many due times: a heap, and one sleep until the earliest of them.
// It remembers nothing across a restart: whoever owns it keeps the due times in the store and sets them again in start().
import type { Clock } from './clock.ts';
import { isStoreFull } from './store.ts';

export interface DueQueue {
  /** `key` falls due then; an earlier due time of the same key is forgotten. A time that has passed means now. */
  set(key: string, due: number): void;
  delete(key: string): void;
  /** Ends the timer, aborts the signal of whatever runs, and waits for it. */
  stop(): Promise<void>;
}

export interface DueQueueOptions {
  readonly clock: Clock;
  /** What falls due, in words for those who move the clock; the key follows. */
  readonly what?: string;
  /** Of work that has begun and ends by itself, such as retries. */
  readonly isBegun?: boolean | ((key: string) => boolean);
  /** How many keys may be worked on at once; the others wait. */
  readonly concurrencyMax: number;
  /**
   * Called once for each due time. It must not reject: an error here would have no owner. Only where the disk is full it may: then it is
   * called again, until there is room.
   */
  readonly run: (key: string, signal: AbortSignal) => Promise<void>;
}

const MS_UNTIL_ROOM = 5000;
/** Made once: an abort without a reason makes an error with its stack each time. */
const WOKEN = new Error('Something else falls due before, or nothing at all.');

interface Item {
  readonly key: string;
  readonly due: number;
}

export function createDueQueue(options: DueQueueOptions): DueQueue {
  const { clock, concurrencyMax, run, what, isBegun = false } = options;
  const dues = new Map<string, number>();
  const heap: Item[] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let sleeping: { readonly due: number; readonly wake: AbortController } | undefined;

  /** The earliest item that is still meant; those set again or deleted are dropped on the way. */
  const first = (): Item | undefined => {
    while (heap[0] !== undefined && dues.get(heap[0].key) !== heap[0].due) popItem(heap);
    return heap[0];
  };

  const pump = (): void => {
    if (stopping.signal.aborted) return;
    for (let item = first(); item !== undefined && item.due <= clock.now(); item = first()) {
      if (running.size >= concurrencyMax) return; // whoever ends pumps again
      popItem(heap);
      dues.delete(item.key);
      const { key } = item;
      const work = begin(key)
        .catch((error: unknown) => {
          if (!isStoreFull(error)) throw error;
          if (!dues.has(key)) set(key, clock.now() + MS_UNTIL_ROOM);
        })
        .finally(() => {
          running.delete(work);
          pump();
        });
      running.add(work);
    }
    sleepUntil(first()?.due);
  };

  const begin = (key: string): Promise<void> => {
    if (clock.work === undefined) return run(key, stopping.signal);
    return clock.work.inTurn(async () => {
      if (!stopping.signal.aborted) await run(key, stopping.signal);
    });
  };

  const hasBegun = (): boolean =>
    typeof isBegun === 'boolean' ? isBegun : [...dues.keys()].some(isBegun);

  const sleepUntil = (due: number | undefined): void => {
    if (sleeping?.due === due) return;
    sleeping?.wake.abort(WOKEN);
    sleeping = undefined;
    if (due === undefined) return;
    const wake = new AbortController();
    sleeping = { due, wake };
    const reason =
      what === undefined ? undefined : { what: `${what} ${first()?.key ?? ''}`, isBegun: hasBegun };
    clock.sleep(due - clock.now(), wake.signal, reason).then(
      () => {
        sleeping = undefined;
        pump();
      },
      () => undefined, // woken early: something falls due before
    );
  };

  const set = (key: string, due: number): void => {
    dues.set(key, due);
    pushItem(heap, { key, due });
    // Not at once: the caller may be inside a transaction.
    void Promise.resolve().then(pump);
  };

  return {
    set,
    delete: (key) => {
      dues.delete(key);
    },
    stop: async () => {
      stopping.abort();
      sleeping?.wake.abort(WOKEN);
      await Promise.all(running);
    },
  };
}

function pushItem(heap: Item[], item: Item): void {
  let index = heap.length;
  heap.push(item);
  while (index > 0) {
    const parentIndex = Math.floor((index - 1) / 2);
    const parent = heap[parentIndex];
    if (parent === undefined || parent.due <= item.due) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = item;
}

function popItem(heap: Item[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    if (left === undefined) break;
    const useRight = right !== undefined && right.due < left.due;
    const child = useRight ? right : left;
    if (child.due >= last.due) break;
    heap[index] = child;
    index = 2 * index + (useRight ? 2 : 1);
  }
  heap[index] = last;
}

// Keys in the order of their UTF-8 bytes, as SQLite has them. They lie in short runs, so that a new one among 100,000 moves hundreds and not all.
// New ones are put into their order when somebody looks: most collections are read by key alone.

export interface SortedKeys {
  /** One that is not there yet. */
  add(key: string): void;
  /** One that is there. */
  delete(key: string): void;
  /** From the first that is not before `from` on. */
  ascending(from: string): Generator<string>;
  /** From the last that is before `to` down. */
  descending(to: string): Generator<string>;
}

const RUN_MAX = 512;

export function createSortedKeys(): SortedKeys {
  const runs: string[][] = [[]];
  const late = new Set<string>();

  /** Where `key` is, or would be. */
  const find = (key: string): { readonly at: number; readonly index: number } => {
    const at = Math.max(0, findFirst(runs, (run) => isBefore(key, run[0] ?? '')) - 1);
    return { at, index: findFirst(runs[at] ?? [], (other) => !isBefore(other, key)) };
  };

  const insert = (key: string): void => {
    const { at, index } = find(key);
    const run = runs[at] ?? [];
    run.splice(index, 0, key);
    // Keys often come in their order: all that is left behind then is full runs.
    if (run.length > RUN_MAX) {
      runs.splice(at + 1, 0, run.splice(index === RUN_MAX ? RUN_MAX : RUN_MAX / 2));
    }
  };

  const settle = (): void => {
    for (const key of late) insert(key);
    late.clear();
  };

  return {
    add: (key) => {
      late.add(key);
    },
    delete: (key) => {
      if (late.delete(key)) return;
      const { at, index } = find(key);
      const run = runs[at] ?? [];
      run.splice(index, 1);
      if (run.length === 0 && runs.length > 1) runs.splice(at, 1);
    },
    *ascending(from) {
      settle();
      let { at, index } = find(from);
      for (let run = runs[at]; run !== undefined; run = runs[at]) {
        yield* run.slice(index);
        at += 1;
        index = 0;
      }
    },
    *descending(to) {
      settle();
      let { at, index: end } = find(to);
      for (let run = runs[at]; run !== undefined; run = runs[at]) {
        yield* run.slice(0, end).reverse();
        at -= 1;
        end = RUN_MAX;
      }
    },
  };
}

/** The index of the first that fits, where all behind it fit too; the length where none does. */
function findFirst<Item>(items: readonly Item[], fits: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && fits(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** By Unicode characters, which is by UTF-8 bytes; `<` goes by halves of UTF-16 and differs above U+D7FF. */
export function isBefore(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = a.charCodeAt(index) - b.charCodeAt(index);
    if (difference !== 0) return toRank(a.charCodeAt(index)) < toRank(b.charCodeAt(index));
  }
  return a.length < b.length;
}

/** Halves of characters above U+FFFF come after all that are whole. */
function toRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

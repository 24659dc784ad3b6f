// Rounds of writes to a store, each one transaction whose outcome follows from its number alone: so whoever finds a store knows what must be in it.
import type { Store } from '../../../local/store.ts';

interface Document {
  readonly text: string;
}

const NAME = 'kill/documents';
const COUNT = 48;

export function writeRound(store: Store, round: number): void {
  const documents = store.collection<Document>(NAME);
  store.transaction(() => {
    for (let index = 0; index < COUNT; index += 1) {
      if (isDeleted(round, index)) documents.delete(toKey(index));
      else if (isWritten(round, index)) documents.put(toKey(index), { text: toText(round, index) });
    }
    store.collection<number>('kill/round').put('last', round);
  });
}

/** The last round that is there, 0 where there is none. */
export function readRound(store: Store): number {
  return store.collection<number>('kill/round').get('last') ?? 0;
}

/** What differs from what the store's last round left: the keys. */
export function findDifferences(store: Store): readonly string[] {
  const last = readRound(store);
  const found = new Map(
    store
      .collection<Document>(NAME)
      .list()
      .map(({ key, document }) => [key, document.text]),
  );
  return Array.from({ length: COUNT }, (_, index) => index)
    .filter((index) => found.get(toKey(index)) !== findText(last, index))
    .map(toKey);
}

function findText(last: number, index: number): string | undefined {
  for (let round = last; round > 0; round -= 1) {
    if (isDeleted(round, index)) return undefined;
    if (isWritten(round, index)) return toText(round, index);
  }
  return undefined;
}

function isDeleted(round: number, index: number): boolean {
  return (round + index) % 11 === 0;
}

function isWritten(round: number, index: number): boolean {
  return (round * index) % 3 !== 1;
}

/** From a part of a page to a dozen pages, and never the same twice. */
function toText(round: number, index: number): string {
  const characters = 100 + ((round * 7919 + index * 104_729) % 48_000);
  return `${String(round)}:${String(index)};`.repeat(characters / 8);
}

function toKey(index: number): string {
  return `us-east-1/${String(index)}`;
}

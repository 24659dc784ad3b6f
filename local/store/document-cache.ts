// What SQLite would give again: documents lately read or written, and short lists of what hardly changes, such as a bus's rules. Most calls read
// half a dozen documents that the call before has read too, and each costs more than all the rest of the look-up. Nobody may change a document
// that came from the store: put another one.
import type { Entry } from './collection.ts';

/** Known not to be there. */
export const ABSENT = Symbol('absent');

export interface DocumentCache {
  /** How the collection's documents are made of what JSON.parse gives, for whoever reads them; as they are where nothing is said. */
  readBy(collection: string, read: Read): void;
  parse(collection: string, text: string): unknown;
  /** Undefined where nothing is known. */
  find(collection: string, key: string): unknown;
  keepAbsent(collection: string, key: string): void;
  keep(collection: string, key: string, text: string): unknown;
  /** Of a write that succeeded. It is parsed when somebody reads it. */
  keepUnread(collection: string, key: string, text: string): void;
  /** The same, with the document that reading the text would give. */
  keepWritten(collection: string, key: string, text: string, document: unknown): void;
  findList(collection: string, range: string): readonly Entry<unknown>[] | undefined;
  keepList(collection: string, range: string, entries: readonly Entry<unknown>[]): void;
  /** Before a write, so that nothing stays of one that fails. */
  forget(collection: string, key: string): void;
  clear(): void;
}

interface Cached {
  readonly collection: string;
  readonly key: string;
  readonly text: string;
  document: unknown;
}

type Read = (parsed: unknown) => unknown;

const CHARACTERS_MAX = 16 * 1024 * 1024;
const LISTS_MAX = 64;
const LISTED_MAX = 16;

export function createDocumentCache(): DocumentCache {
  const documents = new Map<string, Map<string, Cached>>();
  /** All of them, the oldest first. */
  const inOrder = new Set<Cached>();
  const lists = new Map<string, Map<string, readonly Entry<unknown>[]>>();
  const readers = new Map<string, Read>();
  let characters = 0;

  const remove = (cached: Cached | undefined): void => {
    if (cached === undefined) return;
    characters -= countCharacters(cached);
    inOrder.delete(cached);
    documents.get(cached.collection)?.delete(cached.key);
  };
  const add = (collection: string, key: string, text: string, document: unknown): void => {
    let byKey = documents.get(collection);
    if (byKey === undefined) {
      byKey = new Map();
      documents.set(collection, byKey);
    }
    remove(byKey.get(key));
    const cached: Cached = { collection, key, text, document };
    byKey.set(key, cached);
    inOrder.add(cached);
    characters += countCharacters(cached);
    for (const oldest of inOrder) {
      if (characters <= CHARACTERS_MAX) return;
      remove(oldest);
    }
  };

  const parse = (collection: string, text: string): unknown => {
    const parsed: unknown = JSON.parse(text);
    return readers.get(collection)?.(parsed) ?? parsed;
  };

  return {
    readBy: (collection, read) => {
      readers.set(collection, read);
    },
    parse,
    find: (collection, key) => {
      const cached = documents.get(collection)?.get(key);
      if (cached === undefined) return undefined;
      cached.document ??= parse(collection, cached.text);
      return cached.document;
    },
    keep: (collection, key, text) => {
      const document = parse(collection, text);
      add(collection, key, text, document);
      return document;
    },
    keepAbsent: (collection, key) => add(collection, key, '', ABSENT),
    keepUnread: (collection, key, text) => add(collection, key, text, undefined),
    keepWritten: add,
    findList: (collection, range) => lists.get(collection)?.get(range),
    keepList: (collection, range, entries) => {
      if (entries.length > LISTED_MAX) return;
      const known = lists.get(collection);
      if (known === undefined) lists.set(collection, new Map([[range, entries]]));
      else if (known.size < LISTS_MAX) known.set(range, entries);
      else lists.set(collection, new Map([[range, entries]]));
    },
    forget: (collection, key) => {
      remove(documents.get(collection)?.get(key));
      lists.delete(collection);
    },
    clear: () => {
      documents.clear();
      inOrder.clear();
      lists.clear();
      characters = 0;
    },
  };
}

function countCharacters({ collection, key, text }: Cached): number {
  return collection.length + key.length + text.length;
}

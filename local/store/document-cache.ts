// What SQLite would give again: documents lately read or written, and short lists of what hardly changes, such as a bus's rules. Most calls read
// half a dozen documents that the call before has read too, and each costs more than all the rest of the look-up. Nobody may change a document
// that came from the store: put another one.
import type { Entry } from './collection.ts';

/** Known not to be there. */
export const ABSENT = Symbol('absent');

export interface DocumentCache {
  /** Undefined where nothing is known. */
  find(collection: string, key: string): unknown;
  keepAbsent(collection: string, key: string): void;
  keep(collection: string, key: string, text: string): unknown;
  /** Of a write that succeeded. It is parsed when somebody reads it. */
  keepUnread(collection: string, key: string, text: string): void;
  findList(collection: string, range: string): readonly Entry<unknown>[] | undefined;
  keepList(collection: string, range: string, entries: readonly Entry<unknown>[]): void;
  /** Before a write, so that nothing stays of one that fails. */
  forget(collection: string, key: string): void;
  clear(): void;
}

interface Cached {
  readonly text: string;
  document: unknown;
}

const CHARACTERS_MAX = 16 * 1024 * 1024;
const LISTS_MAX = 64;
const LISTED_MAX = 16;

export function createDocumentCache(): DocumentCache {
  const documents = new Map<string, Cached>();
  const lists = new Map<string, Map<string, readonly Entry<unknown>[]>>();
  let characters = 0;

  const remove = (name: string): void => {
    const cached = documents.get(name);
    if (cached === undefined) return;
    characters -= cached.text.length + name.length;
    documents.delete(name);
  };
  const add = (name: string, text: string, document: unknown): void => {
    remove(name);
    documents.set(name, { text, document });
    characters += text.length + name.length;
    for (const oldest of documents.keys()) {
      if (characters <= CHARACTERS_MAX) return;
      remove(oldest);
    }
  };

  return {
    find: (collection, key) => {
      const cached = documents.get(toName(collection, key));
      if (cached === undefined) return undefined;
      cached.document ??= JSON.parse(cached.text);
      return cached.document;
    },
    keep: (collection, key, text) => {
      const document = JSON.parse(text) as unknown;
      add(toName(collection, key), text, document);
      return document;
    },
    keepAbsent: (collection, key) => add(toName(collection, key), '', ABSENT),
    keepUnread: (collection, key, text) => add(toName(collection, key), text, undefined),
    findList: (collection, range) => lists.get(collection)?.get(range),
    keepList: (collection, range, entries) => {
      if (entries.length > LISTED_MAX) return;
      const known = lists.get(collection);
      if (known === undefined) lists.set(collection, new Map([[range, entries]]));
      else if (known.size < LISTS_MAX) known.set(range, entries);
      else lists.set(collection, new Map([[range, entries]]));
    },
    forget: (collection, key) => {
      remove(toName(collection, key));
      lists.delete(collection);
    },
    clear: () => {
      documents.clear();
      lists.clear();
      characters = 0;
    },
  };
}

/** No collection's name has a blank in it. */
function toName(collection: string, key: string): string {
  return `${collection} ${key}`;
}

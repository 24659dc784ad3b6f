// A store that dies as its process would: after so many commits nothing more is kept, until it is revived.
import type { Collection, DocumentForm, Store } from '../../local/store.ts';

export interface MortalStore {
  readonly store: Store;
  /** For each commit so far, the collections that it wrote. */
  readonly commits: readonly ReadonlySet<string>[];
  /** Of the commits to come, so many are kept. */
  dieAfter(commits: number): void;
  isDead(): boolean;
  revive(): void;
}

/** @param onDeath called at the first write that is not kept */
export function createMortalStore(inner: Store, onDeath: () => void = () => {}): MortalStore {
  const commits: Set<string>[] = [];
  let left = Number.POSITIVE_INFINITY;
  let isDead = false;
  let open: Set<string> | undefined;

  const write = (name: string): void => {
    if (!isDead && left <= 0 && (open === undefined || open.size === 0)) {
      isDead = true;
      onDeath();
    }
    // As where the disk is full, which whoever has work to do must live with.
    if (isDead) throw Object.assign(new Error('The process has died.'), { code: 'StoreFull' });
    if (open !== undefined) open.add(name);
    else keep(new Set([name]));
  };
  const keep = (written: Set<string>): void => {
    if (written.size === 0) return;
    commits.push(written);
    left -= 1;
  };

  return {
    commits,
    dieAfter: (count) => {
      left = count;
    },
    isDead: () => isDead,
    revive: () => {
      isDead = false;
      left = Number.POSITIVE_INFINITY;
    },
    store: {
      ...inner,
      collection: <Document>(name: string, form?: DocumentForm<Document>): Collection<Document> => {
        const collection = inner.collection(name, form);
        return {
          ...collection,
          put: (key, document) => {
            write(name);
            collection.put(key, document);
          },
          delete: (key) => {
            write(name);
            return collection.delete(key);
          },
        };
      },
      transaction: (work) => {
        if (open !== undefined) return work();
        open = new Set();
        try {
          const result = inner.transaction(work);
          keep(open);
          return result;
        } finally {
          open = undefined;
        }
      },
    },
  };
}

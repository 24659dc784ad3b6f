// A map that forgets its oldest entries.

export interface BoundedCache<Value, Key = string> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  clear(): void;
}

export function createBoundedCache<Value, Key = string>(
  entriesMax: number,
): BoundedCache<Value, Key> {
  const entries = new Map<Key, Value>();
  return {
    get: (key) => entries.get(key),
    delete: (key) => {
      entries.delete(key);
    },
    clear: () => entries.clear(),
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= entriesMax) break;
        entries.delete(oldest);
      }
    },
  };
}

// What the endpoint remembers: ordered collections of JSON documents, in memory or in a folder.
import type {
  Collection,
  DocumentForm,
  Entry,
  KeyRange,
  Store,
  StoreState,
} from './store/collection.ts';
import { createFolderStore } from './store/folder-store.ts';
import { createMemoryStore } from './store/memory-store.ts';

export type { Collection, DocumentForm, Entry, KeyRange, Store, StoreState };

/**
 * @param folder where the database lies (made with mode 0700), or undefined for memory
 * @throws `StoreInUse` where another endpoint has it open, `StoreTooNew`, `StoreDamaged`, `StoreUnusable`, `StoreFull`
 */
export function createStore(folder?: string): Store {
  return folder === undefined ? createMemoryStore() : createFolderStore(folder);
}

/** It passes when somebody makes room: what was asked for can then be done. */
export function isStoreFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'StoreFull';
}

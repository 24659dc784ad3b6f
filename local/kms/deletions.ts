// The end of a key's waiting period comes by the clock, and again after a restart.
import { createDueQueue } from '../due-queue.ts';
import type { Parts } from './parts.ts';
import type { KeyDocument } from './store.ts';

export interface KeyDeletions {
  set(key: KeyDocument, dueMs: number): void;
  cancel(key: KeyDocument): void;
  start(): void;
  stop(): Promise<void>;
}

export function createKeyDeletions({ environment, keys }: Parts): KeyDeletions {
  const queue = createDueQueue({
    clock: environment.clock,
    what: 'KMS: deletion of key',
    concurrencyMax: 1,
    run: async (arn) => {
      for (const key of keys.listScheduled()) {
        const due = key.deletionMs ?? Number.POSITIVE_INFINITY;
        if (key.arn === arn && due <= environment.clock.now()) keys.remove(key);
      }
    },
  });
  return {
    set: (key, dueMs) => queue.set(key.arn, dueMs),
    cancel: (key) => queue.delete(key.arn),
    start: () => {
      for (const { arn, deletionMs } of keys.listScheduled()) queue.set(arn, deletionMs ?? 0);
    },
    stop: () => queue.stop(),
  };
}

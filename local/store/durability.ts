// Group commit: one sync of SQLite's write-ahead log for all that was committed before it began, off the event loop. SQLite itself syncs
// log and database around checkpoints, so that what has left the log is on the disk (docs/decisions/0007-one-sync-for-many-commits.md).
import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { storeFailed } from './errors.ts';

export interface Durability {
  /** Something was committed that is not on the disk yet. */
  wrote(): void;
  /** Resolves once all that was committed before the call is on the disk; undefined where it is. Rejects with `StoreFailed` */
  durable(): Promise<void> | undefined;
  close(): void;
}

export interface DurabilityOptions {
  /** The write-ahead log, which must be there. It gets a descriptor of its own: SQLite's locks are on the database. */
  readonly file: string;
  /** Takes a descriptor's bytes to the disk. */
  readonly sync?: (descriptor: number) => Promise<void>;
}

export function createDurability({
  file,
  sync = promisify(fdatasync),
}: DurabilityOptions): Durability {
  const descriptor = openSync(file, 'r');
  let written = 0;
  let synced = 0;
  let running: { readonly upTo: number; readonly done: Promise<void> } | undefined;
  let next: Promise<void> | undefined;
  let failure: Error | undefined;
  let isClosed = false;

  /** What a failed sync should have written may be gone from the system's memory too: a later one would prove nothing. */
  const syncUpTo = async (upTo: number): Promise<void> => {
    try {
      await sync(descriptor);
      synced = upTo;
    } catch (error) {
      failure = storeFailed(error);
      throw failure;
    } finally {
      running = undefined;
      if (isClosed) closeSync(descriptor);
    }
  };

  const syncAfterRunning = async (): Promise<void> => {
    await running?.done.catch(() => undefined);
    next = undefined;
    if (failure !== undefined) throw failure;
    if (isClosed) return;
    running = { upTo: written, done: syncUpTo(written) };
    await running.done;
  };

  return {
    wrote: () => {
      written += 1;
    },
    durable: () => {
      if (failure !== undefined) return Promise.reject(failure);
      if (synced === written) return undefined;
      if (running?.upTo === written) return running.done;
      next ??= syncAfterRunning();
      return next;
    },
    close: () => {
      isClosed = true;
      if (running === undefined) closeSync(descriptor);
    },
  };
}

// The folder that holds a store: only its owner gets in, its names are on the disk before anything is acknowledged, and it says who has it open.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { storeDamaged, storeUnusable } from './errors.ts';

/** Whoever opened the store last, for people; what keeps a second one out is the lock on the database. */
const HOLDER_FILE = 'endpoint.pid';

/** Makes the folder with mode 0700. @throws `StoreUnusable` where it is no folder, or cannot be made or closed to others */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (error) {
    throw storeUnusable(folder, error);
  }
}

/**
 * Makes the database's file with mode 0600; SQLite gives its log and journal the same. One that is there is not opened: to close it again would
 * take the lock from whoever has it open in this process (POSIX locks are a process's, not a descriptor's).
 * @throws `StoreUnusable`
 */
export function prepareFile(folder: string, file: string): void {
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    else if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  } catch (error) {
    throw storeUnusable(folder, error);
  }
}

/**
 * SQLite takes an empty file for a new database. Where a store was, that would be a loss that nobody is told of.
 * @throws `StoreDamaged`
 */
export function checkNotEmptied(folder: string, file: string): void {
  if (existsSync(file) && statSync(file).size > 0) return;
  if (!existsSync(join(folder, HOLDER_FILE))) return;
  throw storeDamaged(folder, 'its database is gone, or empty');
}

export function findHolder(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, HOLDER_FILE), 'utf8').trim();
  } catch {
    return undefined; // it opens its store at this very moment
  }
}

export function nameHolder(folder: string): void {
  writeFileSync(join(folder, HOLDER_FILE), `${String(process.pid)}\n`, { mode: 0o600 });
}

/** The names in the folder, its own, and that of the folder it lies in, survive a power cut. */
export function syncNames(folder: string): void {
  for (const one of [folder, dirname(folder), dirname(dirname(folder))]) syncFolder(one);
}

export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') syncFile(folder);
}

export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

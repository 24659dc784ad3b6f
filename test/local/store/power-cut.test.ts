// A power cut after any commit, played: what was called durable is there, also where a checkpoint or a new beginning of the log came between a
// commit and its sync. Of the log only what was there when a sync began survives. That SQLite syncs the log before a checkpoint, the database after it, and the
// header of a log that begins anew is taken from its documentation (docs/decisions/0007-one-sync-for-many-commits.md).
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nextTurn } from '../../../local/clock.ts';
import { createSeededRandom } from '../../../local/random.ts';
import { createFolderStore } from '../../../local/store/folder-store.ts';
import { createStore, type Store } from '../../../local/store.ts';
import { readSalts } from '../../support/kill/log-file.ts';

const COMMITS = 120;
/** Three to six commits. */
const LOG_PAGES_MAX = 40;
const HEADER_BYTES = 32;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-cut-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('what was called durable survives a power cut, whatever the log did between commit and sync', async () => {
  const disk = createDisk(join(folder, 'store'));
  const chance = createChance('power cut');
  let durable = 0;
  let cuts = 0;
  let lost = 0;
  for (let commit = 1; commit <= COMMITS; commit += 1) {
    write(disk.store, commit, chance(12));
    disk.look();
    void Promise.resolve(disk.store.durable()).then(() => {
      durable = Math.max(durable, commit);
    });
    if (chance(3) === 0) await disk.sync();
    await nextTurn();
    if (chance(2) > 0) continue;
    disk.cut(join(folder, 'cut'));
    const found = read(join(folder, 'cut'));
    expect(found.parts).toEqual(found.last === 0 ? [] : Array(5).fill(found.last));
    expect(found.last).toBeGreaterThanOrEqual(durable);
    if (found.last < commit) lost += 1;
    cuts += 1;
  }
  expect(durable).toBeGreaterThan(COMMITS / 2);
  expect(cuts).toBeGreaterThan(COMMITS / 4);
  expect(lost).toBeGreaterThan(COMMITS / 8); // or else the cut would prove nothing
  expect(disk.counts().checkpoints).toBeGreaterThan(10);
  expect(disk.counts().unsyncedAtCheckpoint).toBeGreaterThan(5);
  await disk.close();
});

interface Disk {
  readonly store: Store;
  /** After each commit: a checkpoint may have been part of it. */
  look(): void;
  /** The sync that was asked for ends. */
  sync(): Promise<void>;
  /** Leaves in a folder what would be found after a power cut. */
  cut(to: string): void;
  counts(): { readonly checkpoints: number; readonly unsyncedAtCheckpoint: number };
  close(): Promise<void>;
}

function createDisk(home: string): Disk {
  let end: (() => void) | undefined;
  const store = createFolderStore(home, {
    logPagesMax: LOG_PAGES_MAX,
    sync: () => {
      const [written, before] = [readLog(), checkpoints];
      return new Promise((resolve) => {
        end = () => {
          if (checkpoints === before) log = written; // or else SQLite has synced more since
          resolve();
        };
      });
    },
  });
  const readLog = (): Buffer => readFileSync(join(home, 'store.db-wal'));
  const readDatabase = (): Buffer => readFileSync(join(home, 'store.db'));
  let log = readLog();
  let database = readDatabase();
  let checkpoints = 0;
  let unsyncedAtCheckpoint = 0;
  const sync = async (): Promise<void> => {
    if (end === undefined) return;
    end();
    end = undefined;
    await nextTurn();
  };
  return {
    store,
    look: () => {
      const now = readDatabase();
      if (now.equals(database)) return;
      checkpoints += 1;
      if (end !== undefined) unsyncedAtCheckpoint += 1;
      database = now;
      log = readLog();
    },
    sync,
    cut: (to) => {
      rmSync(to, { recursive: true, force: true });
      mkdirSync(to);
      copyFileSync(join(home, 'store.db'), join(to, 'store.db'));
      const now = readLog();
      const hasBegunAnew = readSalts(now) !== readSalts(log);
      writeFileSync(join(to, 'store.db-wal'), hasBegunAnew ? now.subarray(0, HEADER_BYTES) : log);
    },
    counts: () => ({ checkpoints, unsyncedAtCheckpoint }),
    close: async () => {
      for (let turn = 0; turn < 5; turn += 1) await sync();
      store.close();
    },
  };
}

/** One transaction over five documents of as many pages each. */
function write(store: Store, commit: number, pages: number): void {
  const documents = store.collection('cut/documents');
  store.transaction(() => {
    for (let part = 0; part < 5; part += 1) {
      const text = `${String(commit)};`.repeat(pages * 300);
      documents.put(`us-east-1/${String(part)}`, { commit, text });
    }
    store.collection<number>('cut/last').put('last', commit);
  });
}

function read(home: string): { readonly last: number; readonly parts: readonly number[] } {
  const store = createStore(home);
  const entries = store.collection<{ readonly commit: number }>('cut/documents').list();
  const last = store.collection<number>('cut/last').get('last') ?? 0;
  store.close();
  return { last, parts: entries.map(({ document }) => document.commit) };
}

function createChance(seed: string): (below: number) => number {
  const random = createSeededRandom(seed);
  return (below) => Buffer.from(random.bytes(4)).readUInt32LE() % below;
}

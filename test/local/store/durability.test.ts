// One sync for many commits, with the disk played by the test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nextTurn } from '../../../local/clock.ts';
import { createDurability, type Durability } from '../../../local/store/durability.ts';

interface Disk {
  readonly durability: Durability;
  /** How many syncs were asked for so far. */
  syncs(): number;
  /** The sync that is on its way ends well, or with this error. */
  end(error?: Error): Promise<void>;
}

let folder: string;
let opened: Durability[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durability-'));
  opened = [];
});

afterEach(() => {
  for (const durability of opened) durability.close();
  rmSync(folder, { recursive: true });
});

test('what was written is waited for, and only once', async () => {
  const disk = createDisk();
  await disk.durability.durable();
  expect(disk.syncs()).toBe(0);
  disk.durability.wrote();
  const told = tell(disk.durability.durable());
  await turn();
  expect(told.is).toBe('waiting');
  await disk.end();
  expect(told.is).toBe('durable');
  await disk.durability.durable();
  expect(disk.syncs()).toBe(1);
});

test('all that was written while a sync was on its way shares the next one', async () => {
  const disk = createDisk();
  disk.durability.wrote();
  const first = tell(disk.durability.durable());
  await turn();
  disk.durability.wrote();
  const second = tell(disk.durability.durable());
  disk.durability.wrote();
  const third = tell(disk.durability.durable());
  await disk.end();
  expect([first.is, second.is, third.is]).toEqual(['durable', 'waiting', 'waiting']);
  await disk.end();
  expect([second.is, third.is]).toEqual(['durable', 'durable']);
  expect(disk.syncs()).toBe(2);
});

test('a reader who saw what is on its way waits for the same sync', async () => {
  const disk = createDisk();
  disk.durability.wrote();
  const writer = tell(disk.durability.durable());
  await turn();
  const reader = tell(disk.durability.durable());
  expect(reader.is).toBe('waiting');
  await disk.end();
  expect([writer.is, reader.is]).toEqual(['durable', 'durable']);
  expect(disk.syncs()).toBe(1);
});

test('after a sync that failed nothing is durable any more, and no other is tried', async () => {
  const disk = createDisk();
  disk.durability.wrote();
  const first = tell(disk.durability.durable());
  await turn();
  disk.durability.wrote();
  const second = tell(disk.durability.durable());
  await disk.end(Object.assign(new Error('i/o error'), { code: 'EIO' }));
  expect([first.is, second.is]).toEqual(['StoreFailed', 'StoreFailed']);
  await expect(disk.durability.durable()).rejects.toMatchObject({
    code: 'StoreFailed',
    message: 'The disk did not take what was written (EIO).',
  });
  expect(disk.syncs()).toBe(1);
});

test('a sync that is on its way when the store closes ends well', async () => {
  const disk = createDisk();
  disk.durability.wrote();
  const told = tell(disk.durability.durable());
  await turn();
  disk.durability.close();
  opened.pop();
  await disk.end();
  expect(told.is).toBe('durable');
});

function createDisk(): Disk {
  const file = join(folder, 'log');
  writeFileSync(file, '');
  let syncs = 0;
  let settle: ((error?: Error) => void) | undefined;
  const durability = createDurability({
    file,
    sync: () => {
      syncs += 1;
      return new Promise((resolve, reject) => {
        settle = (error) => (error === undefined ? resolve() : reject(error));
      });
    },
  });
  opened.push(durability);
  return {
    durability,
    syncs: () => syncs,
    end: async (error) => {
      await turn();
      settle?.(error);
      await turn();
    },
  };
}

function tell(durable: Promise<void> | undefined): { is: string } {
  const told = { is: 'waiting' };
  Promise.resolve(durable).then(
    () => {
      told.is = 'durable';
    },
    (error: unknown) => {
      told.is = (error as { code: string }).code;
    },
  );
  return told;
}

/** All promises that can settle have settled. */
async function turn(): Promise<void> {
  await nextTurn();
}

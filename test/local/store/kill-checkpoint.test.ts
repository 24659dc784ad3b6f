// A process killed while SQLite moves the log into the database, and while the log begins anew: the log is kept so small here that both happen
// every few commits. REKEY_KILLS=300 for more of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { createSystemClock } from '../../../local/clock.ts';
import { createStore } from '../../../local/store.ts';
import { createChance } from '../../support/kill/caller.ts';
import { readMoment } from '../../support/kill/log-file.ts';
import { findDifferences, readRound } from '../../support/kill/rounds.ts';

const KILLS = Number(process.env['REKEY_KILLS'] ?? 6);
/** So many more are made until each moment that is meant was met. Whether it is depends on the machine, so only many kills must meet them. */
const KILLS_MAX = KILLS * 2;
/** Three or four rounds. */
const LOG_PAGES_MAX = 1000;
const CACHE = 'node_modules/.cache';

const clock = createSystemClock();
const chance = createChance();
let folder: string;
let programs: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'rekey-kill-')), 'store');
  mkdirSync(CACHE, { recursive: true });
  programs = resolve(mkdtempSync(join(CACHE, 'rekey-kill-'))); // where it finds libsql
  await build({
    entryPoints: ['test/support/kill/store-writer.ts'],
    outfile: join(programs, 'writer.mjs'),
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', external: ['libsql'] },
  });
});

afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(programs, { recursive: true });
  rmSync(join(folder, '..'), { recursive: true });
});

test('what was durable is there after a kill at any moment of a checkpoint, and no round is half there', async () => {
  const moments = { nothing: 0, some: 0, all: 0, none: 0, begunAnew: 0 };
  const isMet = (): boolean => moments.some > 0 && moments.begunAnew > 0;
  let kills = 0;
  let last = 0;
  while (kills < KILLS || (!isMet() && kills < KILLS_MAX)) {
    const told = Math.max(last, await killWriter(WAITS[kills % WAITS.length]));
    kills += 1;
    const { moved, hasBegunAnew } = readMoment(folder);
    moments[moved ?? 'none'] += 1;
    if (hasBegunAnew) moments.begunAnew += 1;
    const store = createStore(folder); // looks through every page after a crash
    last = readRound(store);
    const differences = findDifferences(store);
    store.close();
    expect({ differences, isThere: last >= told }).toEqual({ differences: [], isThere: true });
  }
  if (KILLS <= 100) return;
  process.stdout.write(`${JSON.stringify({ kills, rounds: last, moments })}\n`);
  expect(isMet()).toBe(true);
});

/** @returns the last round that it called durable */
async function killWriter(wait: (() => void) | undefined): Promise<number> {
  const args = [join(programs, 'writer.mjs'), folder, String(LOG_PAGES_MAX)];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let output = '';
  let rounds = chance.number(8);
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    rounds -= 1;
    if (rounds > 0 || child?.killed === true) return;
    wait?.();
    child?.kill('SIGKILL');
  });
  await closed;
  return Number(output.slice(0, -1).split('\n').at(-1));
}

const WAITS: readonly (() => void)[] = [
  // As soon as the first pages are in the database.
  () => waitForChange(() => statSync(join(folder, 'store.db'), { bigint: true }).mtimeNs),
  // As soon as the log has a new header.
  () => waitForChange(readHeader),
  () => {},
];

/** On the spot: a kill that waits for this process's next turn would come late. */
function waitForChange(read: () => unknown): void {
  const before = read();
  const deadline = clock.now() + 2000;
  while (read() === before && clock.now() < deadline);
}

function readHeader(): string | undefined {
  const header = Buffer.alloc(32);
  try {
    const descriptor = openSync(join(folder, 'store.db-wal'), 'r');
    readSync(descriptor, header);
    closeSync(descriptor);
  } catch {
    return undefined; // the store was closed
  }
  return header.toString('hex');
}

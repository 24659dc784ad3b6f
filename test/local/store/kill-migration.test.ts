// The real endpoint killed while it takes over a store of before: the next start finds all of it. REKEY_KILLS=100 for more of it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Database from 'libsql';
import { createSystemClock } from '../../../local/clock.ts';
import { createStore } from '../../../local/store.ts';
import { FORMER_TABLES } from '../../support/former-store.ts';
import { createChance } from '../../support/kill/caller.ts';
import { type Bundle, buildBundle } from '../../support/kill/endpoint-process.ts';

const KILLS = Number(process.env['REKEY_KILLS'] ?? 5);
const DOCUMENTS = 4000;
const BODY = 'x'.repeat(3000);

const clock = createSystemClock();
const chance = createChance();
let bundle: Bundle;
let data: string;

/** The folder of `--data` gets its key from a first start. */
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'rekey-kill-'));
  bundle = await buildBundle();
  await runToEnd();
});

afterAll(() => {
  bundle.remove();
  rmSync(data, { recursive: true });
});

test('a kill at any moment of a migration loses nothing', async () => {
  writeFormer();
  const startMs = await runToEnd();
  for (let kill = 0; kill < KILLS; kill += 1) {
    writeFormer();
    const endpoint = bundle.start(data);
    await Promise.race([endpoint.ended, clock.sleep(chance.number(startMs))]);
    await endpoint.kill();
    expect(endpoint.errors()).toBe('');
    expect(readStore()).toEqual({ version: 2, count: DOCUMENTS, isWhole: true });
  }
});

/** @returns what it took to start, in milliseconds */
async function runToEnd(): Promise<number> {
  const began = clock.now();
  const endpoint = bundle.start(data);
  if ((await endpoint.url) === undefined) throw new Error(endpoint.errors());
  const startMs = clock.now() - began;
  expect(await endpoint.stop()).toBe(0);
  return startMs;
}

/** A store as the first release kept it, in place of what is there. */
function writeFormer(): void {
  const folder = join(data, 'store');
  rmSync(folder, { recursive: true });
  mkdirSync(folder, { mode: 0o700 });
  const database = new Database(join(folder, 'store.db'));
  database.exec(`
    ${FORMER_TABLES}
    WITH RECURSIVE numbers(number) AS (
      SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number < ${String(DOCUMENTS - 1)})
    INSERT INTO documents
      SELECT 'former/documents', printf('us-east-1/%06d', number),
        json_object('index', number, 'body', '${BODY}') FROM numbers;
  `);
  database.close();
}

function toKey(index: number): string {
  return `us-east-1/${String(index).padStart(6, '0')}`;
}

function readStore(): unknown {
  const store = createStore(join(data, 'store'));
  const entries = store
    .collection<{ readonly index: number; readonly body: string }>('former/documents')
    .list();
  const { version } = store.state as { readonly version?: number };
  store.close();
  const isWhole = entries.every(
    ({ key, document }, index) =>
      key === toKey(index) && document.index === index && document.body === BODY,
  );
  return { version, count: entries.length, isWhole };
}

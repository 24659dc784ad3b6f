// The real endpoint under load, killed at any moment: what was acknowledged is there, and nothing is half there.
// REKEY_KILLS=300 for more of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../local/clock.ts';
import { type Caller, createCaller, createChance } from '../../support/kill/caller.ts';
import {
  type Bundle,
  buildBundle,
  type EndpointProcess,
} from '../../support/kill/endpoint-process.ts';
import { createLedgerClient, type LedgerClient } from '../../support/kill/ledger-client.ts';
import { createSecretClient } from '../../support/kill/secret-client.ts';

const KILLS = Number(process.env['REKEY_KILLS'] ?? 12);
const SECRETS = 8;
/** Answers before a kill, at the most: few, so that the first moments after a start are met too. */
const ANSWERS_MAX = 120;
const TEST_MS_MAX = 120_000 + KILLS * 10_000;

let bundle: Bundle;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-kill-'));
  bundle = await buildBundle();
});

afterAll(async () => {
  await endpoint?.kill();
  bundle.remove();
  rmSync(folder, { recursive: true });
});

test(
  'what was acknowledged is there after every kill, and what was not is whole or not there',
  async () => {
    const chance = createChance();
    const ledger = createLedgerClient(chance);
    const clients = [
      ledger,
      ...Array.from({ length: SECRETS }, (_, index) =>
        createSecretClient(`secret-${String(index)}`, chance),
      ),
    ];
    const counts = { answers: 0, kills: 0, starting: 0 };
    let call = await start(ledger);
    while (counts.kills < KILLS) {
      counts.answers += await killUnderLoad(call, clients, 1 + chance.number(ANSWERS_MAX));
      counts.kills += 1;
      if (chance.number(4) === 0) {
        await killAtStart(chance.number(startMs));
        counts.kills += 1;
        counts.starting += 1;
      }
      call = await start();
      for (const client of clients) await client.compare(call);
    }
    expect(await endpoint?.stop()).toBe(0);
    expect(counts.answers).toBeGreaterThan(KILLS);
    if (KILLS > 100) process.stdout.write(`${JSON.stringify(counts)}\n`);
  },
  TEST_MS_MAX,
);

let endpoint: EndpointProcess | undefined;
/** What the last start took: so long a kill may come before its end. */
let startMs = 500;

async function start(ledger?: LedgerClient): Promise<Caller> {
  const clock = createSystemClock();
  const began = clock.now();
  endpoint = bundle.start(folder);
  const url = await endpoint.url;
  if (url === undefined) throw new Error(`It did not start again: ${endpoint.errors()}`);
  startMs = clock.now() - began;
  const call = createCaller(url);
  await ledger?.prepare(call, url);
  return call;
}

type Client = Pick<ReturnType<typeof createSecretClient>, 'work'>;

/** @returns how many answers there were */
async function killUnderLoad(
  call: Caller,
  clients: readonly Client[],
  answersMax: number,
): Promise<number> {
  let answers = 0;
  let killed: Promise<void> | undefined;
  const acknowledged = (): void => {
    answers += 1;
    if (answers >= answersMax) killed ??= endpoint?.kill();
  };
  await Promise.all(clients.map((client) => client.work(call, acknowledged)));
  await killed;
  return answers;
}

async function killAtStart(ms: number): Promise<void> {
  endpoint = bundle.start(folder);
  await createSystemClock().sleep(ms);
  await endpoint.kill();
}

// What `rekey local --data` says, as a process, where it cannot keep its store: the words, the exit code, and that nothing is lost.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import Database from 'libsql';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { type Caller, createCaller, expectOk } from '../../support/kill/caller.ts';
import {
  type Bundle,
  buildBundle,
  type EndpointProcess,
} from '../../support/kill/endpoint-process.ts';

let bundle: Bundle;
let home: string;
let folder: string;
let running: EndpointProcess[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'rekey-process-'));
  bundle = await buildBundle();
});

beforeEach(() => {
  folder = mkdtempSync(join(home, 'data-'));
});

afterAll(async () => {
  for (const endpoint of running) await endpoint.kill();
  bundle.remove();
  rmSync(home, { recursive: true });
});

test('a second process on the same folder is told the first one’s, which goes on', async () => {
  const { call, endpoint } = await start();
  await putSecret(call);
  expect(await refusal()).toEqual({
    code: 1,
    errors: `rekey: The store in ${folder}/store is in use by another process (pid ${String(endpoint.pid)}). Stop that one, or choose another folder with --data.\n`,
  });
  expect(await readSecret(call)).toBe('kept');
  expect(await endpoint.stop()).toBe(0);
});

test('a store of a newer version, of garbage, or of nothing is told apart, and not changed', async () => {
  const { call, endpoint } = await start();
  await putSecret(call);
  await endpoint.stop();
  const file = join(folder, 'store', 'store.db');
  const good = readFileSync(file);
  const refuse = async (content: Buffer): Promise<string> => {
    writeFileSync(file, content);
    const { code, errors } = await refusal();
    expect(code).toBe(1);
    expect(readFileSync(file).equals(content)).toBe(true);
    return errors;
  };
  const damaged = `Nothing in it was changed. Put a copy of the whole folder back, or choose another with --data.\n`;
  expect(await refuse(Buffer.alloc(9000, 'x'))).toBe(
    `rekey: The store in ${folder}/store is damaged: no database. ${damaged}`,
  );
  expect(await refuse(Buffer.alloc(0))).toBe(
    `rekey: The store in ${folder}/store is damaged: its database is gone, or empty. ${damaged}`,
  );
  expect(await refuse(good.subarray(0, 8192))).toContain('is damaged: ');
  expect(await refuse(toVersion(file, good, 8))).toBe(
    `rekey: The store in ${folder}/store has state version 8; this Rekey knows versions up to 2. Use the newer Rekey for it, or choose another folder with --data.\n`,
  );
  writeFileSync(file, good);
  const again = await start();
  expect(await readSecret(again.call)).toBe('kept');
  await again.endpoint.stop();
});

test('a file in the way of the folder is told, and left alone', async () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'mine');
  expect(await refusal()).toEqual({
    code: 1,
    errors: `rekey: The store cannot be kept in ${folder} (EEXIST). Choose a folder of your own with --data.\n`,
  });
  expect(statSync(folder).size).toBe(4);
});

test('a disk that takes no writing is told', async () => {
  if (!(await canMount())) return;
  const { code, errors } = await refusal({ mount: 'size=1m,ro' });
  expect({ code, errors }).toEqual({
    code: 1,
    errors: `rekey: The store cannot be kept in ${folder} (EROFS). Choose a folder of your own with --data.\n`,
  });
});

test('a full disk refuses what it cannot keep, keeps what was acknowledged, and goes on once there is room', async () => {
  if (!(await canMount())) return;
  const { call, endpoint } = await start({ mount: 'size=4m' });
  await putSecret(call);
  const ballast = `/proc/${String(endpoint.pid)}/root${folder}/ballast`;
  writeFileSync(ballast, Buffer.alloc(1024 * 1024));
  const kept: string[] = [];
  let refused = await call('secretsmanager.CreateSecret', toLarge(0));
  for (let index = 1; refused?.status === 200; index += 1) {
    kept.push(toLarge(index - 1).Name);
    refused = await call('secretsmanager.CreateSecret', toLarge(index));
  }
  expect(refused?.status).toBe(500);
  expect(refused?.body).toMatchObject({ __type: 'InternalServiceError' });
  expect(endpoint.errors()).toContain(
    `StoreFull: The disk is full: nothing more can be written in ${folder}/store.`,
  );
  for (const name of kept) expect(await readSecret(call, name)).toHaveLength(LARGE);
  expect(await readSecret(call)).toBe('kept');
  rmSync(ballast);
  expectOk(await call('secretsmanager.CreateSecret', toSecret('after', 'room')));
  expect(await readSecret(call, 'after')).toBe('room');
  expect(await endpoint.stop()).toBe(0);
});

const LARGE = 50_000;

function toLarge(index: number): Secret {
  return toSecret(`large-${String(index)}`, 'x'.repeat(LARGE));
}

type Secret = Readonly<Record<'Name' | 'SecretString' | 'ClientRequestToken', string>>;

function toSecret(Name: string, SecretString: string): Secret {
  return { Name, SecretString, ClientRequestToken: createUuid(createSystemRandom()) };
}

interface Options {
  /** Of a tmpfs over the folder, which only this process sees. */
  readonly mount?: string;
}

async function start(options: Options = {}): Promise<{ call: Caller; endpoint: EndpointProcess }> {
  const endpoint = bundle.start(folder, options.mount);
  running = [...running, endpoint];
  const url = await endpoint.url;
  if (url === undefined) throw new Error(endpoint.errors());
  return { call: createCaller(url), endpoint };
}

async function refusal(options: Options = {}): Promise<{ code: number | null; errors: string }> {
  const endpoint = bundle.start(folder, options.mount);
  const code = await endpoint.ended;
  return { code, errors: endpoint.errors() };
}

/** Where the system lets nobody mount, not even in a namespace of one's own, these cases cannot be played. */
async function canMount(): Promise<boolean> {
  const child = spawn('unshare', ['--user', '--map-root-user', '--mount', 'true'], {
    stdio: 'ignore',
  });
  const code = await Promise.race([
    once(child, 'close').then(([code]) => code as number | null),
    once(child, 'error').then(() => null),
  ]);
  if (code !== 0) process.stdout.write('No namespaces here: a full disk was not played.\n');
  return code === 0;
}

async function putSecret(call: Caller): Promise<void> {
  expectOk(await call('secretsmanager.CreateSecret', toSecret('mine', 'kept')));
}

async function readSecret(call: Caller, name = 'mine'): Promise<unknown> {
  return expectOk(await call('secretsmanager.GetSecretValue', { SecretId: name }))['SecretString'];
}

function toVersion(file: string, good: Buffer, version: number): Buffer {
  writeFileSync(file, good);
  const database = new Database(file);
  database.exec(`PRAGMA user_version = ${String(version)}`);
  database.close();
  return readFileSync(file);
}

// What `sls deploy` does with rotations.yml: the plugin's hooks, run as osls runs them, with the bundled command as a process.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ScheduleWorld, startScheduleWorld } from '../support/schedule-world.ts';

const PROCESS_MS_MAX = 60_000;

type Hooks = Readonly<Record<string, () => Promise<void>>>;
type Plugin = new (serverless: object, options: object, tools: object) => { readonly hooks: Hooks };

let world: ScheduleWorld;
let folder: string;
const lines: string[] = [];

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['build/cli.mjs']);
  world = await startScheduleWorld();
  folder = mkdtempSync(join(tmpdir(), 'rekey-plugin-'));
  symlinkSync(resolve('dist'), join(folder, 'dist'));
}, PROCESS_MS_MAX);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

/** In the order of a deploy. */
async function deploy(): Promise<void> {
  const Plugin = createRequire(import.meta.url)('../../build/apply-rotations.cjs') as Plugin;
  const { credentials } = world.running.clientConfig;
  const provider = {
    naming: { getStackName: () => 'rekey-dev' },
    getRegion: () => 'us-east-1',
    getAwsSdkV3Config: async () => ({ credentials: async () => credentials }),
  };
  const serverless = { serviceDir: folder, classes: { Error }, getProvider: () => provider };
  const log = { notice: (text: string) => lines.push(text) };
  const { hooks } = new Plugin(serverless, {}, { log });
  await hooks['before:deploy:deploy']?.();
  await hooks['after:deploy:deploy']?.();
}

test('without rotations.yml nothing happens', async () => {
  await deploy();
  expect(lines).toEqual([]);
});

test(
  'the file is applied to the stack that was deployed, with its credentials',
  async () => {
    await world.createSecret('sls/key', {});
    const file = '- {secret: sls/key, target: generated, expression: rate(9 days), window: 2h}\n';
    writeFileSync(join(folder, 'rotations.yml'), file);
    const own = process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_ACCESS_KEY_ID'];
    await deploy();
    process.env['AWS_ACCESS_KEY_ID'] = own;
    expect(lines.join('\n')).toMatch(
      /no fault; rotations: 1\.[\s\S]*\+ schedule sls-key-[\s\S]*Applied to 1\./,
    );
    expect(await world.loadTags('sls/key')).toEqual({ target: 'generated', window: '2h' });
    expect(await world.listSchedules('sls-key')).toHaveLength(1);
  },
  PROCESS_MS_MAX,
);

test(
  'a bad file fails the deploy before it begins, and what cannot be applied fails it afterwards',
  async () => {
    writeFileSync(join(folder, 'rotations.yml'), '- {secret: sls/key, target: generated}\n');
    await expect(deploy()).rejects.toThrow(/rotations\.yml:1:3: expected expression, found none/);
    const missing = '- {secret: sls/none, target: generated, expression: rate(9 days)}\n';
    writeFileSync(join(folder, 'rotations.yml'), missing);
    await expect(deploy()).rejects.toThrow(/rotations\.yml:1:12: No secret sls\/none in us-east-1/);
  },
  PROCESS_MS_MAX,
);

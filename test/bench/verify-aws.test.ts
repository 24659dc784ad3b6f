// The verification itself, tried on the endpoint: it finds what holds and what does not, and leaves nothing behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verify } from '../../bench/verify-aws/verify.ts';
import { type Clock, createManualClock, createSystemClock } from '../../local/clock.ts';
import { createSystemRandom } from '../../local/random.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import type { SecretStore } from '../../src/rotation/ports.ts';
import { type RunningCloud, startCloud } from '../support/cloud.ts';

const PROCESS_MS_MAX = 60_000;
let running: RunningCloud;

beforeAll(async () => {
  running = await startCloud();
});

afterAll(async () => {
  await running.close();
});

function createConfig() {
  return {
    ...running.clientConfig,
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
    },
  };
}

/** Its waits for reads that are not stale here cost no time. */
function createSkippingClock(): Clock {
  const clock = createManualClock(0);
  return {
    now: () => clock.now(),
    sleep: async (ms) => {
      await clock.advance(ms);
    },
  };
}

async function runVerify(createSecrets?: () => SecretStore) {
  return await verify({
    config: createConfig(),
    clock: createSkippingClock(),
    random: createSystemRandom(),
    contenders: 5,
    rounds: 3,
    signal: new AbortController().signal,
    show: () => {},
    ...(createSecrets && { createSecrets }),
  });
}

async function countSecrets(): Promise<number> {
  const client = new SecretsManagerClient(running.clientConfig);
  const { SecretList = [] } = await client.send(
    new ListSecretsCommand({ IncludePlannedDeletion: true }),
  );
  client.destroy();
  return SecretList.length;
}

/** Ours, with one method of the test's own. */
function createSecretsWith(change: (own: SecretStore) => Partial<SecretStore>): () => SecretStore {
  return () => {
    const own = createSecretStore(createConfig(), createSystemClock());
    return { ...own, ...change(own) };
  };
}

test('everything holds on an endpoint that keeps AWS’s rules, and the secret is gone afterwards', async () => {
  const findings = await runVerify();
  expect(findings.filter(({ held }) => !held)).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      '5 contenders for AWSPENDING, 3 rounds: one wins each',
      '5 contenders for AWSCURRENT, 3 rounds: one wins each',
    ]),
  );
  expect(await countSecrets()).toBe(0);
});

test('a label that two contenders win is found', async () => {
  const findings = await runVerify(
    createSecretsWith((own) => ({
      moveLabel: async (move, signal) => {
        await own.moveLabel(move, signal);
        return 'moved';
      },
    })),
  );
  const broken = findings.filter(({ held }) => !held).map(({ what, seen }) => `${what}: ${seen}`);
  expect(broken).toEqual([
    expect.stringContaining('unnamed: moved'),
    '5 contenders for AWSPENDING, 3 rounds: one wins each: winners: 5',
    '5 contenders for AWSCURRENT, 3 rounds: one wins each: winners: 5',
  ]);
  expect(await countSecrets()).toBe(0);
});

test('a Put that takes AWSPENDING from others is found', async () => {
  const findings = await runVerify(
    createSecretsWith((own) => ({
      put: async (version, signal) =>
        await own.put({ ...version, labels: [...version.labels, 'AWSPENDING'] }, signal),
    })),
  );
  expect(findings[0]).toMatchObject({
    held: false,
    seen: expect.stringContaining('AWSPENDING on rekey-'),
  });
});

test('the secret is deleted also where the work breaks off', async () => {
  const broken = createSecretsWith(() => ({
    moveLabel: async () => {
      throw new Error('The network is gone.');
    },
  }));
  await expect(runVerify(broken)).rejects.toThrow('The network is gone.');
  expect(await countSecrets()).toBe(0);
});

interface Ran {
  readonly code: number;
  readonly text: string;
}

async function runScript(...argv: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/verify-aws/main.ts', ...argv], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: running.url,
      AWS_ACCESS_KEY_ID: running.clientConfig.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: running.clientConfig.credentials.secretAccessKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += String(chunk);
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, text };
}

test(
  'the script says where and for how much, asks first, and prints its findings',
  async () => {
    const asked = await runScript('--region', 'eu-central-1');
    expect(asked.code).toBe(2);
    expect(asked.text).toMatch(
      /Account +000000000000, as .*\nRegion +eu-central-1\nEndpoint +http/,
    );
    expect(asked.text).toMatch(/Costs +about \d+ calls, \$0\.00\d\d .*\n[\s\S]*Not confirmed/);
    expect(await countSecrets()).toBe(0);

    const ran = await runScript('--yes', '--contenders', '3', '--rounds', '2');
    expect(ran.text).toContain('All of it held');
    expect(ran.text).toContain('held    3 contenders for AWSPENDING, 2 rounds: one wins each');
    expect(ran.code).toBe(0);
  },
  PROCESS_MS_MAX,
);

test.each([
  { argv: ['--contenders', '17'], says: '--contenders: expected 2 to 16, found "17".' },
  { argv: ['--rounds', '0'], says: '--rounds: expected 1 to 1000, found "0".' },
  { argv: ['--nope'], says: "Unknown option '--nope'" },
])(
  '$argv is refused with exit code 2',
  async ({ argv, says }) => {
    const { code, text } = await runScript(...argv);
    expect(code).toBe(2);
    expect(text).toContain(says);
  },
  PROCESS_MS_MAX,
);

// `rekey local`: the endpoint in the foreground, from its first line to its end.
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { type LocalOptions, runLocal } from '../../cli/commands/local.ts';
import { createClientConfig } from '../support/cloud.ts';
import { createPrinted, type Printed, runRekey } from '../support/command-line.ts';

interface Running {
  readonly url: string;
  readonly printed: Printed;
  readonly signals: EventEmitter;
  readonly client: SecretsManagerClient;
  /** Ctrl-C; answers the exit code. */
  readonly stop: (signal?: 'SIGINT' | 'SIGTERM') => Promise<number>;
}

async function startLocal(options: Partial<LocalOptions> = {}, isTTY = false): Promise<Running> {
  const printed = createPrinted(isTTY);
  const signals = new EventEmitter();
  const ended = runLocal(
    { port: 0, logFormat: 'text', quiet: false, ...options },
    printed.writer,
    signals,
  );
  const [url] = await printed.waitFor(/http:\/\/127\.0\.0\.1:\d+/);
  const client = new SecretsManagerClient(createClientConfig(url));
  const stop = async (signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'): Promise<number> => {
    client.destroy();
    signals.emit(signal);
    return await ended;
  };
  return { url, printed, signals, client, stop };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'it says what to export, answers, and ends with 0 at %s',
  async (signal) => {
    const { url, printed, signals, client, stop } = await startLocal();
    expect(printed.out()).toContain(`export AWS_ENDPOINT_URL=${url}\n`);
    expect(printed.out()).toMatch(
      /export AWS_REGION=\S+ AWS_DEFAULT_REGION=\S+\n.*export AWS_ACCESS_KEY_ID=\S+ AWS_S/,
    );
    expect((await client.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    expect(await stop(signal)).toBe(0);
    expect(printed.errors()).toBe('');
    expect(signals.eventNames()).toEqual([]); // the next signal finds the system's own behaviour: the process ends
    await expect(fetch(url)).rejects.toThrow();
  },
);

test('each call is a line with its principal, result and time, and a refused one says what AWS said', async () => {
  const { printed, client, stop } = await startLocal();
  await client.send(new ListSecretsCommand({}));
  const missing = new CreateSecretCommand({ Name: 'not a name' });
  await expect(client.send(missing)).rejects.toThrow('Invalid name');
  await stop();
  expect(printed.out()).toMatch(
    /secretsmanager:ListSecrets +200 +\d+ ms +root +us-east-1 +[\da-f-]{36}\n/,
  );
  expect(printed.out()).toMatch(
    /secretsmanager:CreateSecret +(ValidationException|InvalidParameterException) +\d+ ms +root +\S+:secret:not a name\S+ +us-east-1 +\S+\n/,
  );
});

test('--quiet prints the address and nothing else', async () => {
  const { url, printed, client, stop } = await startLocal({ quiet: true });
  await client.send(new ListSecretsCommand({}));
  await stop();
  expect(printed.out()).toBe(`The AWS endpoint listens on ${url}\n`);
});

test('a terminal gets colours, a pipe gets none', async () => {
  const terminal = await startLocal({}, true);
  const pipe = await startLocal();
  for (const { client, stop } of [terminal, pipe]) {
    await client.send(new ListSecretsCommand({}));
    await stop();
  }
  expect(terminal.printed.out()).toContain('\u001b[32m200');
  expect(pipe.printed.out()).not.toContain('\u001b');
});

test('--data keeps secrets over a restart, in a folder that only its owner may enter', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'rekey-cli-'));
  const data = join(parent, 'data');
  try {
    const first = await startLocal({ data });
    await first.client.send(new CreateSecretCommand({ Name: 'kept', SecretString: 'v' }));
    await first.stop();
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const second = await startLocal({ data });
    const { SecretList = [] } = await second.client.send(new ListSecretsCommand({}));
    expect(SecretList.map(({ Name }) => Name)).toEqual(['kept']);
    await second.stop();
  } finally {
    rmSync(parent, { recursive: true });
  }
});

test('a folder that another endpoint has open is an error, for two would do everything twice', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'rekey-cli-'));
  const data = join(parent, 'data');
  try {
    const first = await startLocal({ data });
    const second = await runRekey('local', '--port', '0', '--data', data);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.errors).toMatch(/^rekey: The store in .* is in use .*--data\.\n$/);
    expect(await first.stop()).toBe(0);
  } finally {
    rmSync(parent, { recursive: true });
  }
});

test('a port that another program has is an error with exit code 1 that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, out, errors } = await runRekey('local', '--port', String(port));
  other.close();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(errors).toMatch(new RegExp(`^rekey: .*${String(port)}.*--port`));
});

test('--log-format json gives a document a line, and people read the rest on standard error', async () => {
  const { url, printed, client, stop } = await startLocal({ logFormat: 'json' });
  await client.send(new ListSecretsCommand({}));
  await stop();
  const lines = printed.out().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      level: 'info',
      message: 'call',
      call: 'secretsmanager:ListSecrets',
      principal: 'arn:aws:iam::000000000000:root',
      result: '200',
      milliseconds: expect.any(Number),
      requestId: expect.any(String),
      region: 'us-east-1',
    },
  ]);
  expect(printed.errors()).toContain(`export AWS_ENDPOINT_URL=${url}`);
});

test('--log appends to a file that only its owner may read, and leaves the screen alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-cli-'));
  const log = join(folder, 'calls.log');
  try {
    for (const quiet of [false, true]) {
      const { printed, client, stop } = await startLocal({ log, quiet });
      await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'hunter2' }));
      await stop();
      expect(printed.out()).not.toContain('secretsmanager:');
    }
    expect(readFileSync(log, 'utf8').match(/ secretsmanager:CreateSecret +200 /g)).toHaveLength(2);
    expect(readFileSync(log, 'utf8')).not.toContain('hunter2');
    expect(statSync(log).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a name cannot pass for a line of the log, nor steer the terminal', async () => {
  const { printed, client, stop } = await startLocal();
  const SecretId = 'a\n00:00:00  forged\u001b[2J';
  await expect(client.send(new DescribeSecretCommand({ SecretId }))).rejects.toThrow();
  await stop();
  expect(printed.out()).toContain('a?00:00:00  forged?[2J');
});

test('--iam-report writes at the end which rights were used, for programs or for people', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-cli-'));
  try {
    for (const name of ['rights.json', 'rights.md']) {
      const iamReport = join(folder, name);
      const { url, printed, client, stop } = await startLocal({ iamReport });
      await client.send(new ListSecretsCommand({}));
      const page = await fetch(`${url}/_rekey/iam-report`);
      expect(await page.json()).toMatchObject({
        rootOnly: [{ action: 'secretsmanager:ListSecrets', calls: 1 }],
      });
      await stop();
      expect(printed.out()).toContain(`Which rights were used: ${iamReport}\n`);
      expect(statSync(iamReport).mode & 0o777).toBe(0o600);
    }
    const json = JSON.parse(readFileSync(join(folder, 'rights.json'), 'utf8')) as unknown;
    expect(json).toMatchObject({ rootOnly: [{ action: 'secretsmanager:ListSecrets' }] });
    expect(readFileSync(join(folder, 'rights.md'), 'utf8')).toContain(
      '## Done by root alone, with no role or user who might\n\n- `secretsmanager:ListSecrets` 1 ×',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['unhandledRejection', 'uncaughtException'])(
  'an %s is told without its words and ends the endpoint in good order, with 1',
  async (event) => {
    const data = mkdtempSync(join(tmpdir(), 'rekey-fault-'));
    try {
      const { url, printed, signals, client, stop } = await startLocal({ data });
      await client.send(new CreateSecretCommand({ Name: 'kept', SecretString: 'a' }));
      signals.emit(event, new Error('the value is hunter2'));
      expect(await stop()).toBe(1);
      expect(printed.errors()).toMatch(/fault: Error at .*local\.test\.ts/u);
      expect(printed.errors()).toContain(`is in ${data}: start it again`);
      expect(printed.out() + printed.errors()).not.toContain('hunter2');
      expect(signals.eventNames()).toEqual([]);
      await expect(fetch(url)).rejects.toThrow();
      const again = await startLocal({ data });
      expect((await again.client.send(new ListSecretsCommand({}))).SecretList).toHaveLength(1);
      expect(await again.stop()).toBe(0);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
);

// GET /_rekey/health, and the log that its counts come from.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from '@jest/globals';
import { createManualClock } from '../../local/clock.ts';
import { type Cloud, type CloudOptions, createCloud, openCloud } from '../../local/cloud.ts';
import type { LogLine } from '../../local/log.ts';
import { createInProcessConfig } from '../support/cloud.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const clouds: Cloud[] = [];

afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

function start(options: CloudOptions = {}) {
  const clock = createManualClock(NOW);
  const log: LogLine[] = [];
  const cloud = createCloud({ clock, version: '1.2.3', log: (line) => log.push(line), ...options });
  clouds.push(cloud);
  return { cloud, clock, log, config: createInProcessConfig(cloud) };
}

async function readHealth(cloud: Cloud): Promise<Readonly<Record<string, unknown>>> {
  const request = { method: 'GET', path: '/_rekey/health', headers: { host: 'localhost' } };
  const { status, body } = await cloud.handle({ ...request, body: new Uint8Array() });
  expect(status).toBe(200);
  return JSON.parse(Buffer.from(body).toString()) as Readonly<Record<string, unknown>>;
}

test('it tells version, uptime, clock, services and counts', async () => {
  const { cloud, clock, config } = start();
  const secrets = new SecretsManagerClient(config);
  await secrets.send(new ListSecretsCommand({}));
  const missing = new DescribeSecretCommand({ SecretId: 'none' });
  await expect(secrets.send(missing)).rejects.toThrow("can't find");
  await clock.advance(90_500);
  expect(await readHealth(cloud)).toEqual({
    status: 'ok',
    version: '1.2.3',
    accountId: '000000000000',
    started: '2026-01-01T00:00:00.000Z',
    uptimeSeconds: 90,
    clock: '2026-01-01T00:01:30.500Z',
    durable: false,
    services: expect.arrayContaining(['iam', 'kms', 'secretsmanager', 'sts']),
    counts: { calls: 2, succeeded: 1, refused: 1, faults: 0 },
  });
});

test('it says whether data is durable', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-health-'));
  try {
    const cloud = openCloud({ folder });
    clouds.push(cloud);
    expect(await readHealth(cloud)).toMatchObject({ durable: true, version: 'unknown' });
    await clouds.pop()?.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a line of the log names principal, call, resource, result, region and request', async () => {
  const { log, config } = start();
  const secrets = new SecretsManagerClient({ ...config, region: 'eu-west-1' });
  await expect(secrets.send(new DescribeSecretCommand({ SecretId: 'none' }))).rejects.toThrow();
  expect(log).toEqual([
    {
      level: 'info',
      message: 'call',
      call: 'secretsmanager:DescribeSecret',
      principal: 'arn:aws:iam::000000000000:root',
      resource: expect.stringContaining(':secret:none'),
      result: 'ResourceNotFoundException',
      milliseconds: 0,
      region: 'eu-west-1',
      requestId: expect.stringMatching(/^[\da-f-]{36}$/u),
    },
  ]);
});

test('a refused request is a line with what is known of it, and no signature', async () => {
  const { cloud, log, config } = start({ strictAuth: true });
  await expect(new STSClient(config).send(new GetCallerIdentityCommand({}))).rejects.toThrow();
  expect(log).toEqual([
    {
      level: 'warn',
      message: 'refused',
      call: 'sts:GetCallerIdentity',
      accessKeyId: config.credentials.accessKeyId,
      result: 'UnrecognizedClientException',
      milliseconds: 0,
      region: 'us-east-1',
      requestId: expect.any(String),
    },
  ]);
  expect(await readHealth(cloud)).toMatchObject({ counts: { calls: 1, refused: 1 } });
});

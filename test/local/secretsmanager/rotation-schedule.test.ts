import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  type RotationRulesType,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createStore } from '../../../local/store.ts';
import { refusalOf } from '../../support/refusal.ts';
import { rotate } from '../../support/rotation-function.ts';
import { type RotationHost, startRotationHost } from '../../support/rotation-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// User Guide, "Schedule expressions in Secrets Manager rotation" (read 2026). The clock begins on Wednesday, 1 April 2026, 09:30 UTC.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let host: RotationHost;
let lambdaArn: string;
beforeAll(async () => {
  host = await startRotationHost();
  lambdaArn = await host.createRotator('rotator');
});
afterAll(() => host.close());

const create = async (Name: string, at = host) =>
  await at.client.send(
    new CreateSecretCommand({ Name, SecretString: 'first', ClientRequestToken: tokenOf('first') }),
  );
/** Turns rotation on without a rotation now, and waits for the test of the function to end. */
const schedule = async (SecretId: string, RotationRules: RotationRulesType, at = host) => {
  await at.client.send(
    new RotateSecretCommand({
      ...{ SecretId, RotationRules, RotationLambdaARN: lambdaArn, RotateImmediately: false },
    }),
  );
  return await at.describeUntil(
    SecretId,
    (now) => !JSON.stringify(now.VersionIdsToStages).includes('AWSPENDING'),
  );
};
const cancel = async (SecretId: string) =>
  await host.client.send(new CancelRotateSecretCommand({ SecretId }));
const at = (text: string): Date => new Date(`2026-${text}Z`);

test.each<[string, string | undefined, string]>([
  // expression, duration, the last second of the first window
  ['rate(4 hours)', undefined, '04-01T12:59:59'],
  ['rate(10 hours)', '3h', '04-01T12:59:59'],
  ['rate(10 days)', undefined, '04-11T23:59:59'],
  ['rate(10 days)', '3h', '04-11T02:59:59'],
  ['cron(0 /8 * * ? *)', undefined, '04-01T16:59:59'],
  ['cron(0 8/8 * * ? *)', '8h', '04-01T23:59:59'],
  ['cron(0 2/10 * * ? *)', undefined, '04-01T12:59:59'],
  ['cron(0 10 * * ? *)', undefined, '04-01T23:59:59'],
  ['cron(0 10 * * ? *)', '2h', '04-01T11:59:59'],
  ['cron(0 18 ? * SAT *)', undefined, '04-04T23:59:59'],
  ['cron(0 8 1 * ? *)', '1h', '05-01T08:59:59'],
  ['cron(0 1 ? 1/3 SUN#1 *)', '1h', '04-05T01:59:59'],
  ['cron(0 17 L * ? *)', '1h', '04-30T17:59:59'],
  ['cron(0 8 ? * MON-FRI *)', '1h', '04-02T08:59:59'],
  ['cron(0 16 1,15 * ? *)', '1h', '04-01T16:59:59'],
  ['cron(0 0 ? * SUN#1 *)', '1h', '04-05T00:59:59'],
  ['cron(0 0 ? 1/11 2#1 *)', '1h', '12-07T00:59:59'],
  ['cron(0 3 SUNL * ? *)', '1h', '04-26T03:59:59'],
  ['cron(0 3 ? * MON/2 *)', '1h', '04-03T03:59:59'],
])(
  '%s with Duration %s: the next rotation comes on or before %s',
  async (ScheduleExpression, Duration, text) => {
    const name = `first-${ScheduleExpression}-${Duration ?? ''}`.replaceAll(/[^A-Za-z0-9-]/gu, '_');
    await create(name);
    const described = await schedule(name, {
      ScheduleExpression,
      ...(Duration === undefined ? {} : { Duration }),
    });
    expect(described.NextRotationDate).toEqual(at(text));
    await cancel(name);
  },
);

test.each<RotationRulesType>([
  { ScheduleExpression: 'rate(3 hours)' },
  { ScheduleExpression: 'rate(0 days)' },
  { ScheduleExpression: 'rate(1000 days)' },
  { ScheduleExpression: 'rate(5 minutes)' },
  { ScheduleExpression: 'rate(10 hours)', Duration: '11h' },
  { ScheduleExpression: 'rate(10 days)', Duration: '25h' },
  { ScheduleExpression: 'cron(0 20 * * ? *)', Duration: '5h' },
  { ScheduleExpression: 'cron(0 2/10 * * ? *)', Duration: '5h' },
  { ScheduleExpression: 'cron(0 /3 * * ? *)' },
  { ScheduleExpression: 'cron(0 * * * ? *)' },
  { ScheduleExpression: 'cron(30 8 * * ? *)' },
  { ScheduleExpression: 'cron(0 8 * * ? 2026)' },
  { ScheduleExpression: 'cron(0 8 15W * ? *)' },
  { ScheduleExpression: 'cron(0 8 31 2 ? *)' },
  { ScheduleExpression: 'cron(0 8 1 * MON *)' },
  { ScheduleExpression: 'at(2026-05-01)' },
  { Duration: '3h' },
])('%o is refused', async (RotationRules) => {
  const name = 'refused-rules';
  const refusal = await refusalOf(
    host.client.send(
      new RotateSecretCommand({ SecretId: name, RotationLambdaARN: lambdaArn, RotationRules }),
    ),
  );
  expect(refusal.name).toBe('InvalidParameterException');
});

test('a window that opens rotates the secret, once', async () => {
  await create('windows');
  await schedule('windows', { ScheduleExpression: 'rate(10 hours)', Duration: '2h' });
  const tokens: string[] = [];
  host.runtime.handlers.set('rotator', async (event, client) => {
    if (event.Step === 'createSecret') tokens.push(event.ClientRequestToken);
    await rotate(event, client);
  });
  await host.clock.advance(HOUR_MS / 2 - 1);
  expect(tokens).toEqual([]);
  await host.clock.advance(1);
  const rotated = await host.describeUntil('windows', (now) => now.LastRotatedDate !== undefined);
  expect(rotated.LastRotatedDate).toEqual(at('04-01T10:00:00'));
  expect(rotated.NextRotationDate).toEqual(at('04-01T21:59:59'));
  await host.clock.advance(9 * HOUR_MS);
  expect(tokens.filter((token) => token in (rotated.VersionIdsToStages ?? {}))).toHaveLength(1);
  host.runtime.handlers.clear();
  await cancel('windows');
});

test('a value put by hand counts as a rotation for AutomaticallyAfterDays', async () => {
  await create('by-hand');
  const { NextRotationDate } = await schedule('by-hand', { AutomaticallyAfterDays: 3 });
  const start = host.clock.now();
  const endOfDay = (days: number): Date =>
    new Date(Math.floor((start + days * DAY_MS) / DAY_MS) * DAY_MS + DAY_MS - 1000);
  expect(NextRotationDate).toEqual(endOfDay(3));
  await host.clock.advance(2 * DAY_MS);
  await host.client.send(new PutSecretValueCommand({ SecretId: 'by-hand', SecretString: 'mine' }));
  const moved = await host.describe('by-hand');
  expect(moved.NextRotationDate).toEqual(endOfDay(5));
  expect(moved).not.toHaveProperty('LastRotatedDate');
});

test('a rotation that fails in its whole window keeps its date in the past, and is taken up in the next one', async () => {
  await create('late');
  await schedule('late', { ScheduleExpression: 'cron(0 6 * * ? *)', Duration: '1h' });
  let attempts = 0;
  host.runtime.handlers.set('rotator', (event, client) => {
    if (event.SecretId.includes(':secret:late-')) {
      attempts += 1;
      return Promise.reject(new Error('no'));
    }
    return rotate(event, client);
  });
  const { NextRotationDate } = await host.describe('late');
  const opensMs = (NextRotationDate?.getTime() ?? 0) - HOUR_MS + 1000;
  await host.clock.advance(opensMs - host.clock.now());
  await host.clock.advance(HOUR_MS);
  expect(attempts).toBe(5);
  const failed = await host.describe('late');
  expect(failed.NextRotationDate).toEqual(NextRotationDate);
  const [pending] = Object.entries(failed.VersionIdsToStages ?? {}).find(([, stages]) =>
    stages.includes('AWSPENDING'),
  ) ?? ['none'];
  host.runtime.handlers.clear();
  await host.clock.advance(DAY_MS - HOUR_MS);
  const healed = await host.describeUntil('late', (now) => now.LastRotatedDate !== undefined);
  expect(healed.VersionIdsToStages?.[pending]).toEqual(['AWSCURRENT']);
  expect(healed.NextRotationDate).toEqual(
    new Date((NextRotationDate?.getTime() ?? 0) + 2 * DAY_MS),
  );
});

test('a secret on its way out is not rotated; restored, it is again', async () => {
  await create('restored');
  await schedule('restored', { ScheduleExpression: 'rate(1 day)' });
  await host.client.send(new DeleteSecretCommand({ SecretId: 'restored' }));
  await host.clock.advance(3 * DAY_MS);
  expect(await host.describe('restored')).not.toHaveProperty('LastRotatedDate');
  await host.client.send(new RestoreSecretCommand({ SecretId: 'restored' }));
  await host.clock.advance(DAY_MS);
  await host.describeUntil('restored', (now) => now.LastRotatedDate !== undefined);
});

test('schedules and rotations that were under way go on after a restart', async () => {
  const store = createStore();
  const masterKey = Uint8Array.from({ length: 32 }, (_, index) => index);
  const first = await startRotationHost({ store, masterKey });
  await first.createRotator('rotator');
  await create('kept', first);
  await create('stopped', first);
  await schedule('kept', { ScheduleExpression: 'rate(4 hours)' }, first);
  let isStopping: (() => void) | undefined;
  const stopping = new Promise<void>((resolve) => {
    isStopping = resolve;
  });
  // The endpoint goes away in the middle of a step.
  first.runtime.handlers.set('rotator', (event, client) => {
    if (event.Step !== 'setSecret') return rotate(event, client);
    isStopping?.();
    return new Promise((_, reject) => {
      first.clock.sleep(HOUR_MS).then(() => reject(new Error('stopped')), reject);
    });
  });
  const ClientRequestToken = tokenOf('second');
  const SecretId = 'stopped';
  await first.client.send(
    new RotateSecretCommand({ SecretId, ClientRequestToken, RotationLambdaARN: lambdaArn }),
  );
  await stopping;
  const closed = first.close();
  await first.clock.advance(HOUR_MS);
  await closed;

  const second = await startRotationHost({ store, masterKey, isRestart: true });
  try {
    const isRotated = (now: { LastRotatedDate?: Date | undefined }) =>
      now.LastRotatedDate !== undefined;
    const rotated = await second.describeUntil(SecretId, isRotated);
    expect(rotated.VersionIdsToStages?.[ClientRequestToken]).toEqual(['AWSCURRENT']);
    await second.clock.advance(4 * HOUR_MS);
    await second.describeUntil('kept', isRotated);
  } finally {
    await second.close();
    store.close();
  }
});

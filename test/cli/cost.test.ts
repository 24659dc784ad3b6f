// `rekey cost` against the endpoint: real secrets and schedules, counted and told.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { toMoney, toQuantity } from '../../cli/cost/money.ts';
import { runRekey } from '../support/command-line.ts';
import { type ScheduleWorld, startScheduleWorld } from '../support/schedule-world.ts';

let world: ScheduleWorld;

beforeAll(async () => {
  world = await startScheduleWorld();
  await world.createSecret('app/daily');
  await world.createSecret('app/hourly', { target: 'http-api', recipe: 'x' });
  await world.createSecret('app/unscheduled');
  await world.createSecret('app/disabled');
  await world.createSecret('admin/root', { role: 'admin' });
  await plan('app/daily', 'cron(0 8 * * ? *)');
  await plan('app/hourly', 'cron(0 /8 * * ? *)');
  await plan('app/disabled', 'rate(7 days)');
  await world.editSchedule('app-disabled', () => ({ State: 'DISABLED' }));
});

afterAll(async () => {
  await world.close();
});

async function plan(secret: string, expression: string): Promise<void> {
  const flags = ['--expression', expression, '--no-rotate-now', '--yes'];
  expect(await runRekey('schedule', secret, ...flags)).toMatchObject({ code: 0, errors: '' });
}

test('each secret has its rotations and its sum, the dearest first', async () => {
  const { code, out, errors } = await runRekey('cost');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const [table = ''] = out.split('\n\n');
  expect(table.split('\n').map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
    ['SECRET', 'SCHEDULE', 'ROTATIONS'],
    ['app/hourly', 'cron(0 /8 * * ? *)', '90'],
    ['app/daily', 'cron(0 8 * * ? *)', '30'],
    ['admin/root', 'admin credential', '0'],
    ['app/disabled', 'rate(7 days), disabled', '0'],
    ['app/unscheduled', '-', '0'],
    expect.arrayContaining(['(stack: alarms, metrics, watch)']),
  ]);
  expect(out).toContain('$2.00 of it is for keeping the secrets, with or without rotation;');
  expect(out).toMatch(/secrets kept +5 +\$0\.40 +\$2\.00 +0 +\$2\.00\n/);
  expect(out).toMatch(
    /state transitions \(Standard\) +1,530 +\$0\.025 for 1,000 +\$0\.0382 +4,000 +\$0\n/,
  );
});

test('what was assumed is said: where and when the prices are from, and what is left out', async () => {
  const { out } = await runRekey('cost');
  expect(out).toMatch(/Prices are those of us-east-1 as of \d{4}-\d\d, in US dollars/);
  expect(out).toContain('The free tier belongs to the whole account');
  expect(out).toContain('Left out: rotations by hand');
});

test('--json is one document whose parts add up', async () => {
  const { code, out } = await runRekey('cost', '--json');
  expect(code).toBe(0);
  const document = JSON.parse(out) as {
    readonly secrets: readonly { readonly secret: string; readonly sum: number }[];
    readonly lines: readonly { readonly dollars: number; readonly source: string }[];
    readonly stackCost: number;
    readonly total: number;
  };
  expect(document).toMatchObject({ stack: 'rekey-dev', region: 'us-east-1', currency: 'USD' });
  expect(document.secrets[0]).toMatchObject({
    ...{ secret: 'app/hourly', role: 'rotated', expression: 'cron(0 /8 * * ? *)', enabled: true },
    ...{ rotations: 90, skips: 0, keeping: 0.4 },
  });
  const parts = document.secrets.reduce((sum, each) => sum + each.sum, document.stackCost);
  expect(parts).toBeCloseTo(document.total, 9);
  expect(document.lines.reduce((sum, { dollars }) => sum + dollars, 0)).toBeCloseTo(
    document.total,
    9,
  );
  for (const { source } of document.lines) expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
});

test('a schedule that cannot be counted is told, and the rest is counted', async () => {
  await world.createSecret('strange/key');
  await plan('strange/key', 'rate(7 days)');
  await world.editSchedule('strange-key', ({ Target }) => ({
    Target: { Arn: Target?.Arn, RoleArn: Target?.RoleArn, Input: '{}' },
  }));
  const { code, out, errors } = await runRekey('cost');
  expect(code).toBe(0);
  expect(out).toMatch(/strange\/key +- +0 /);
  expect(errors).toContain('Rotations of strange/key are not counted: schedule strange-key-');
});

test('without a stack it says what to do', async () => {
  const { code, errors } = await runRekey('cost', '--stage', 'prod');
  expect(code).toBe(2);
  expect(errors).toContain('No stack rekey-prod in us-east-1: deploy with "npx sls deploy"');
});

test.each([
  [0, '$0'],
  [0.00002, '<$0.0001'],
  [0.0383, '$0.0383'],
  [0.4, '$0.40'],
  [0.99999, '$1.00'],
  [12.345, '$12.35'],
])('%d dollars are %s', (dollars, text) => {
  expect(toMoney(dollars)).toBe(text);
});

test('quantities have separators and are never cut to nothing', () => {
  expect([0, 0.2, 4000, 14_000_000].map(toQuantity)).toEqual(['0', '1', '4,000', '14,000,000']);
});

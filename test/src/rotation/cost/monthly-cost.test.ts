// The arithmetic of a month's cost, reckoned by hand beside it.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  COST_DAYS,
  type CostLine,
  type MonthlyCost,
  type PricedPlan,
  type PricedSecret,
  toMonthlyCost,
} from '../../../../src/rotation/cost/monthly-cost.ts';
import { type PriceName, prices } from '../../../../src/rotation/cost/prices.ts';
import { STACK_ALARMS } from '../../../../src/rotation/cost/usage.ts';
import { parseSchedule } from '../../../../src/rotation/schedule/parse-schedule.ts';

const NOW = Date.UTC(2027, 0, 1, 12);

test('one secret, rotated daily for thirty days, is reckoned to the last call', () => {
  const cost = toMonthlyCost([toSecret('cron(0 8 * * ? *)')], NOW);
  const [secret] = cost.secrets;
  expect(secret).toMatchObject({ rotations: 30, skips: 0, keeping: 0.4 });
  expect(quantities(cost)).toEqual({
    secrets: 1,
    // 8 a rotation; the watch lists twice and looks at one secret's versions, each day.
    secretCalls: 30 * 8 + 30 * 3,
    transitions: 30 * 12 + 30 * 3,
    lambdaRequests: 30 * 6 + 30,
    lambdaGbSeconds: expect.closeTo(30 * 6 * 0.5 + 30 * 0.5 * (2 + 0.042)),
    schedulerInvocations: 60,
    customEvents: 30,
    logKilobytes: 30 * (6 * 2 + 3 * 2) + 30 * 2,
    metricHours: 30 * 3 + 30 * 3 + 30 * 2,
    alarms: STACK_ALARMS,
  });
  const [transitions, calls, lambda] = [0.000025, 0.000005, 0.0000133334];
  const one = 12 * transitions + 8 * calls + 6 * 0.0000002 + 3 * lambda;
  const rest = 0.000001 + 0.000001 + 18 * 0.0000005 + 3 * (0.3 / 720);
  expect(secret?.rotating).toBeCloseTo(30 * (one + rest), 12);
});

test('where the target makes the credential, more calls are made', () => {
  const own = toMonthlyCost([toSecret('rate(1 day)')], NOW);
  const target = toMonthlyCost([toSecret('rate(1 day)', { 'rekey:target': 'http-api' })], NOW);
  expect(toLine(target, 'secretCalls').quantity - toLine(own, 'secretCalls').quantity).toBe(
    30 * 10,
  );
});

test('the free tier is taken off the whole, and no sum falls below nothing', () => {
  const cost = toMonthlyCost([toSecret('rate(1 day)')], NOW);
  expect(toLine(cost, 'transitions')).toMatchObject({ dollars: 0.01125, dollarsAfterFree: 0 });
  expect(toLine(cost, 'alarms').dollarsAfterFree).toBeCloseTo((STACK_ALARMS - 10) * 0.1);
  expect(toLine(cost, 'secrets')).toMatchObject({ dollars: 0.4, dollarsAfterFree: 0.4 });
  const many = Array.from({ length: 100 }, () => toSecret('cron(0 /4 * * ? *)'));
  const transitions = 100 * 180 * 12 + 30 * 3;
  expect(toLine(toMonthlyCost(many, NOW), 'transitions')).toMatchObject({
    quantity: transitions,
    dollarsAfterFree: expect.closeTo((transitions - 4000) * 0.000025),
  });
});

test.each([
  ['whose schedule is disabled', { plan: toPlan('rate(1 day)', { enabled: false }) }, 0, 0, 0.4],
  ['that is switched off', { tags: new Map([['rekey:enabled', 'false']]) }, 0, 30, 0.4],
  ['in deletion', { deletedAt: 1 }, 0, 30, 0],
] as const)('a secret %s costs what it uses', (_, change, rotations, skips, keeping) => {
  const secret = { ...toSecret('rate(1 day)'), ...change };
  const [cost] = toMonthlyCost([secret], NOW).secrets;
  expect(cost).toMatchObject({ rotations, skips, keeping });
  expect((cost?.rotating ?? 0) > 0).toBe(skips > 0);
});

test('an admin credential is kept and watched, and not rotated', () => {
  const { plan: _plan, ...secret } = toSecret('rate(1 day)');
  const cost = toMonthlyCost([{ ...secret, role: 'admin' }], NOW);
  expect(cost.secrets).toMatchObject([{ rotations: 0, rotating: 0, keeping: 0.4 }]);
  expect(toLine(cost, 'secretCalls').quantity).toBe(30 * 3);
});

test('a rate() is counted from where it began', () => {
  const at = (anchor: number): number | undefined =>
    toMonthlyCost(
      [{ ...toSecret('rate(20 days)'), plan: toPlan('rate(20 days)', { anchor }) }],
      NOW,
    ).secrets[0]?.rotations;
  const day = 86_400_000;
  expect(at(NOW + 5 * day)).toBe(2);
  expect(at(NOW + 15 * day)).toBe(1);
  expect(at(NOW + COST_DAYS * day)).toBe(0);
});

test('secrets and stack add up to the lines, whatever there is', () => {
  const expressions = fc.constantFrom(
    'rate(4 hours)',
    'rate(7 days)',
    'cron(0 8 L * ? *)',
    'cron(0 2/10 * * ? *)',
  );
  const tags = fc.record(
    {
      'rekey:target': fc.constantFrom('generated', 'http-api', 'postgres'),
      'rekey:enabled': fc.constantFrom('true', 'false'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(expressions, tags), { maxLength: 20 }), (list) => {
      const cost = toMonthlyCost(
        list.map(([expression, each]) => toSecret(expression, each)),
        NOW,
      );
      const parts = cost.secrets.reduce(
        (sum, each) => sum + each.rotating + each.keeping,
        cost.stack,
      );
      expect(parts).toBeCloseTo(cost.total, 9);
      expect(cost.totalAfterFree).toBeLessThanOrEqual(cost.total);
      expect(cost.totalAfterFree).toBeGreaterThanOrEqual(cost.secrets.length * 0.4);
    }),
  );
});

test('the alarms that are counted are those that are deployed', () => {
  const files = readdirSync('serverless').filter((name) => name.endsWith('.yml'));
  const deployed = files.map(
    (name) =>
      readFileSync(`serverless/${name}`, 'utf8').match(/Type: AWS::CloudWatch::Alarm\b/g)?.length ??
      0,
  );
  expect(deployed.reduce((sum, each) => sum + each, 0)).toBe(STACK_ALARMS);
});

function toSecret(expression: string, tags: Readonly<Record<string, string>> = {}): PricedSecret {
  return {
    name: 'prod/key',
    arn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/key-AbCdEf',
    tags: new Map(Object.entries({ 'rekey:target': 'generated', ...tags })),
    role: 'rotated',
    plan: toPlan(expression),
  };
}

function toPlan(
  expression: string,
  { enabled = true, anchor }: { enabled?: boolean; anchor?: number } = {},
): PricedPlan {
  return {
    enabled,
    schedule: parseSchedule(expression),
    ...(anchor === undefined ? {} : { anchor }),
  };
}

function toLine({ lines }: MonthlyCost, name: PriceName): CostLine {
  const line = lines.find((each) => each.name === name);
  if (line === undefined) throw new Error(`No line for ${prices[name].item}.`);
  return line;
}

function quantities({ lines }: MonthlyCost): Readonly<Record<string, number>> {
  return Object.fromEntries(lines.map(({ name, quantity }) => [name, quantity]));
}

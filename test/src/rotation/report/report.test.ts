// What a report says of a period: verdicts, ages, what failed and what became of it, and what the evidence cannot say.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createReport } from '../../../../src/rotation/report/report.ts';
import type { ReportFacts } from '../../../../src/rotation/report/report-facts.ts';
import {
  createReportFacts,
  DAY,
  NOW,
  SINCE,
  toArn,
  toFailedRun,
  toRun,
  toScheduled,
  toSecret,
} from '../../../support/report-facts.ts';

const facts = createReportFacts();

function judge(more: Partial<ReportFacts>) {
  const report = createReport({ ...facts, ...more });
  return report.secrets[0];
}

test('each secret has its verdict, by its schedule and by the oldest that its credential became', () => {
  const { secrets, totals } = createReport(facts);
  expect(
    secrets.map(({ name, rotations, failures, verdict, greatestAge }) => [
      name,
      rotations,
      failures,
      verdict,
      Math.round((greatestAge?.ms ?? 0) / DAY),
    ]),
  ).toEqual([
    ['prod/gone', 1, 0, 'not judged', 0],
    ['prod/good', 3, 0, 'within policy', 30],
    ['prod/idle', 0, 0, 'no policy', 290],
    ['prod/late', 3, 2, 'over policy', 47],
    ['prod/leaving', 0, 0, 'not judged', 122],
    ['prod/new', 1, 0, 'within policy', 5],
  ]);
  expect(totals).toEqual({
    secrets: 5,
    rotatedSecrets: 3,
    rotations: 8,
    failedRuns: 2,
    skippedRuns: 1,
    overPolicy: 1,
  });
});

test('the last rotation before the period counts for the age within it, and is no rotation of it', () => {
  const { runs } = createReport(facts);
  expect(runs.some(({ executionArn }) => executionArn.endsWith('good-100'))).toBe(false);
  const one = judge({
    secrets: [toSecret('prod/good')],
    runs: [toRun('before', 'prod/good', SINCE - 20 * DAY)],
  });
  expect(one).toMatchObject({
    rotations: 0,
    verdict: 'over policy',
    greatestAge: { isAtLeast: false },
  });
  expect(Math.round((one?.greatestAge?.ms ?? 0) / DAY)).toBe(110);
});

test('a failure says when the secret was rotated after all', () => {
  const { runs } = createReport(facts);
  const failed = runs.find(({ executionArn }) => executionArn.endsWith('late2'));
  expect(failed).toMatchObject({
    secretName: 'prod/late',
    secretId: toArn('prod/late'),
    isFailure: true,
    rotatedAfterAt: NOW - 30 * DAY,
  });
});

test('a stopped run whose target had switched has renewed the credential', () => {
  const { runs } = createReport(facts);
  expect(runs.find(({ executionArn }) => executionArn.endsWith('late3'))).toMatchObject({
    isFailure: true,
    renewedAt: NOW - 30 * DAY,
  });
});

test('what a later run revoked was refused then', () => {
  const first = toRun('first', 'prod/good', NOW - 20 * DAY, {
    refusedAt: undefined as never,
    retired: [],
  });
  const sweep = toRun('sweep', 'prod/good', NOW - 10 * DAY, {
    mode: 'retire',
    retired: ['before-first', 'other'],
    switchedAt: undefined as never,
  });
  const { runs } = createReport({ ...facts, runs: [sweep, first] });
  expect(runs[0]).toMatchObject({ refusedAt: sweep.refusedAt });
});

test('a switch after the window’s end is told, also where the run was started by hand', () => {
  const late = toRun('late', 'prod/good', NOW - DAY, { switchedAt: NOW - DAY + 4 * 3_600_000 });
  const hand = { ...late, trigger: 'hand', scheduledAt: undefined as never, window: '5h' };
  expect(createReport({ ...facts, runs: [late] }).runs[0]?.keptWindow).toBe(false);
  expect(createReport({ ...facts, runs: [hand] }).runs[0]?.keptWindow).toBe(true);
  const odd = { ...late, window: 'soon' };
  expect(createReport({ ...facts, runs: [odd] }).runs[0]).not.toHaveProperty('keptWindow');
});

test('evidence that begins within the period makes ages lower bounds, and says so', () => {
  const evidence = { ...facts.evidence, createdAt: NOW - 20 * DAY };
  const young = { evidence, secrets: [toSecret('prod/good')], runs: [] };
  expect(judge(young)).toMatchObject({
    verdict: 'not provable',
    age: { ms: 20 * DAY, isAtLeast: true },
  });
  const { caveats } = createReport({ ...facts, ...young });
  expect(caveats[0]).toMatch(/^The evidence begins at 2026-11-02 00:00 UTC.*log group was made/);
  const kept = createReport({ ...facts, evidence: { ...facts.evidence, retentionDays: 30 } });
  expect(kept.caveats[0]).toMatch(/^The evidence begins at 2026-10-23.*keeps 30 days/);
  const always = createReport(facts).caveats;
  expect(always[0]).toMatch(/^Policies are the schedules of today/);
  expect(always).toContainEqual(expect.stringMatching(/^A rotation by Secrets Manager itself/));
});

test('Secrets Manager knows the age of what no run made', () => {
  const secrets = [toSecret('prod/good', { currentMadeAt: NOW - 200 * DAY })];
  expect(judge({ secrets, runs: [] })).toMatchObject({
    verdict: 'over policy',
    age: { ms: 200 * DAY, isAtLeast: false },
    rotations: 0,
  });
});

test('runs without an end, runs that were cut, and lines that could not be read are counted', () => {
  const runs = [
    toRun('a', 'prod/good', NOW - 60 * DAY, { result: 'running', switchedAt: undefined as never }),
    toFailedRun('b', 'prod/good', NOW - 60 * DAY, { isCut: true }),
  ];
  const { caveats } = createReport({
    ...facts,
    runs,
    evidence: { ...facts.evidence, foreign: 2, broken: 1 },
  });
  expect(caveats.slice(0, 3)).toEqual([
    expect.stringMatching(/^Of 1 run no change of status/),
    expect.stringMatching(/^The end of 1 run is not in the evidence/),
    expect.stringMatching(/^3 events .* 2 of another kind, 1 that could not be read/),
  ]);
});

test('a run by name belongs to the secret of today, unless that is younger than the run', () => {
  const secret = toSecret('prod/good', { createdAt: NOW - 30 * DAY });
  const runs = [
    toFailedRun('old', 'prod/good', NOW - 40 * DAY, { secretId: 'prod/good' }),
    toFailedRun('new', 'prod/good', NOW - 10 * DAY, { secretId: 'prod/good' }),
  ];
  const { secrets } = createReport({ ...facts, secrets: [secret], runs });
  expect(secrets.map(({ state, failures }) => [state, failures])).toEqual([
    ['gone', 1],
    ['managed', 1],
  ]);
});

test('a schedule that cannot be read, or is somebody else’s, judges nobody', () => {
  const unreadable = toSecret('prod/good', { schedule: { kind: 'unreadable' } });
  expect(judge({ secrets: [unreadable], runs: [] })?.verdict).toBe('policy not known');
});

test('two reports of one period are the same, however secrets and runs were listed', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...facts.runs], { minLength: facts.runs.length }),
      fc.shuffledSubarray([...facts.secrets], { minLength: facts.secrets.length }),
      (runs, secrets) => {
        expect(createReport({ ...facts, runs, secrets })).toEqual(createReport(facts));
      },
    ),
  );
});

test('no age is less than what passed since the last switch, and none is negative', () => {
  const day = fc.integer({ min: -150, max: 0 });
  fc.assert(
    fc.property(
      fc.array(day, { maxLength: 8 }),
      fc.integer({ min: -500, max: -1 }),
      (days, born) => {
        const runs = days.map((each, index) => toRun(String(index), 'prod/x', NOW + each * DAY));
        const secret = toSecret('prod/x', { createdAt: NOW + born * DAY });
        const found = judge({
          secrets: [secret],
          runs: runs.filter(({ startedAt }) => startedAt >= NOW + born * DAY),
        });
        const { age, greatestAge, lastRotatedAt } = found ?? {};
        if (age === undefined || greatestAge === undefined) return;
        expect(age.ms).toBeGreaterThanOrEqual(0);
        expect(greatestAge.ms).toBeGreaterThanOrEqual(age.ms);
        if (lastRotatedAt !== undefined) expect(age.ms).toBe(NOW - lastRotatedAt);
      },
    ),
  );
});

test('a schedule in hours is judged in hours', () => {
  const schedule = toScheduled('rate(8 hours)', '2h');
  const runs = [16, 8, 1].map((hours) => toRun(String(hours), 'prod/h', NOW - hours * 3_600_000));
  const secret = toSecret('prod/h', { schedule, createdAt: NOW - 17 * 3_600_000 });
  expect(judge({ secrets: [secret], runs })?.verdict).toBe('within policy');
  expect(judge({ secrets: [secret], runs: runs.slice(0, 1) })?.verdict).toBe('over policy');
});

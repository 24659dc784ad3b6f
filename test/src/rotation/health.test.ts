// A secret's health: each rule by the facts that it looks at, and the order of words.
import { expect, test } from '@jest/globals';
import {
  type HealthWord,
  healthWords,
  isProblem,
  judgeHealth,
} from '../../../src/rotation/health.ts';
import type { ExecutionState } from '../../../src/rotation/ports.ts';
import type { RunRecord } from '../../../src/rotation/run-record.ts';
import { parseSchedule } from '../../../src/rotation/schedule/parse-schedule.ts';
import { findNextWindow, type SecretFacts } from '../../../src/rotation/secret-facts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const OURS = `rekey-${'1'.repeat(26)}`;
const OLD = `rekey-${'0'.repeat(26)}`;
const RUN = 'arn:aws:states:us-east-1:123456789012:execution:rekey-dev-rotation:one';

/** Rotated in this morning's window. */
const healthy: SecretFacts = {
  now: NOW,
  description: {
    arn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:app/key-AbCdEf',
    name: 'app/key',
    tags: new Map([['rekey:target', 'generated']]),
    labels: new Map([[OURS, ['AWSCURRENT']]]),
    rotationEnabled: false,
  },
  schedule: {
    kind: 'ours',
    name: 'app-key-0123456789abcdef',
    enabled: true,
    schedule: parseSchedule('cron(0 8 * * ? *)', '3h'),
    since: NOW - 100 * DAY_MS,
  },
  runs: [],
  currentMadeAt: Date.parse('2026-11-22T08:00:01Z'),
  executions: new Map(),
  unknown: [],
};

function judge(more: Partial<SecretFacts>): HealthWord {
  return judgeHealth({ ...healthy, ...more }).word;
}

function withLabels(labels: Readonly<Record<string, readonly string[]>>): Partial<SecretFacts> {
  return { description: { ...healthy.description, labels: new Map(Object.entries(labels)) } };
}

function withTags(tags: Readonly<Record<string, string>>): Partial<SecretFacts> {
  return { description: { ...healthy.description, tags: new Map(Object.entries(tags)) } };
}

function withRun(execution: ExecutionState | undefined): Partial<SecretFacts> {
  return {
    ...withLabels({ [OURS]: ['AWSCURRENT'], next: ['AWSPENDING', `rekey:${RUN}#v`] }),
    executions: new Map(execution === undefined ? [] : [[RUN, execution]]),
  };
}

function toRun(more: Partial<RunRecord>): RunRecord {
  const { arn } = healthy.description;
  const at = { startedAt: NOW - HOUR_MS, endedAt: NOW - HOUR_MS + 1000 };
  return { executionArn: RUN, secretId: arn, mode: 'rotate', result: 'rotated', ...at, ...more };
}

const schedule = healthy.schedule as SecretFacts['schedule'] & { readonly kind: 'ours' };

test('rotated in its last window, with nothing left to do, it is healthy', () => {
  expect(judgeHealth(healthy)).toEqual({
    word: 'healthy',
    findings: [{ word: 'healthy', reason: expect.any(String) }],
  });
});

test('AWSPENDING that nobody works on is stuck; that of a run at work is not', () => {
  expect(judge(withLabels({ [OURS]: ['AWSCURRENT'], next: ['AWSPENDING'] }))).toBe('stuck');
  const ended = (ago: number) => ({ kind: 'ended', endedAt: NOW - ago, status: 'FAILED' }) as const;
  expect(judge(withRun(ended(HOUR_MS)))).toBe('stuck');
  expect(judge(withRun({ kind: 'unknown' }))).toBe('stuck');
  // Its last Lambda may still work.
  expect(judge(withRun(ended(60_000)))).toBe('rotating');
  expect(judge(withRun({ kind: 'running' }))).toBe('rotating');
  expect(judge(withRun(undefined))).toBe('unknown');
  // On AWSCURRENT's own version the rotation is finished.
  expect(judge(withLabels({ [OURS]: ['AWSCURRENT', 'AWSPENDING'] }))).toBe('healthy');
});

test('the labels of an ended run are stuck also where AWSPENDING is gone', () => {
  expect(
    judge({
      ...withLabels({ [OURS]: ['AWSCURRENT'], next: [`rekey:${RUN}#v`] }),
      executions: new Map([[RUN, { kind: 'ended', endedAt: 0, status: 'ABORTED' }]]),
    }),
  ).toBe('stuck');
});

test('a failed run fails it until another succeeds', () => {
  const failed = toRun({ result: 'failed', failure: { step: 'TestSecret', error: 'Rekey.X' } });
  const earlier = { startedAt: NOW - DAY_MS, endedAt: NOW - DAY_MS };
  expect(judge({ runs: [failed] })).toBe('failing');
  expect(judge({ runs: [toRun({ result: 'stopped' })] })).toBe('failing');
  expect(judge({ runs: [failed, toRun(earlier)] })).toBe('failing');
  expect(judge({ runs: [toRun({ result: 'skipped' }), failed] })).toBe('failing');
  expect(judge({ runs: [toRun({}), { ...failed, ...earlier }] })).toBe('healthy');
  // Retirement alone is no rotation.
  expect(judge({ runs: [toRun({ mode: 'retire' }), failed] })).toBe('failing');
});

test('a failed run that recovery finished fails nothing: AWSCURRENT is what it made', () => {
  expect(judge({ runs: [toRun({ result: 'failed', versionId: OURS })] })).toBe('healthy');
});

test('a warning of retirement is open as long as the old version waits', () => {
  const failure = { step: 'RetirePrevious', error: 'Rekey.NotYetRefused' };
  const runs = [toRun({ failure, versionId: OURS, previousVersionId: OLD })];
  const waits = { [OURS]: ['AWSCURRENT'], [OLD]: ['rekey:retire:2026-11-22T11:00:00.000Z'] };
  expect(judge({ runs, ...withLabels(waits) })).toBe('failing');
  expect(judge({ runs })).toBe('healthy');
});

test('what Secrets Manager’s own rotation rotates needs no schedule of ours', () => {
  const labels = new Map([['of-a-token-that-is-not-ours', ['AWSCURRENT']]]);
  const description = { ...healthy.description, labels, rotationEnabled: true };
  const schedule = { kind: 'none' } as const;
  expect(judge({ description, schedule })).toBe('healthy');
  expect(judge({ description: { ...description, rotationEnabled: false }, schedule })).toBe(
    'unscheduled',
  );
});

test('Secrets Manager’s own rotation is overdue where its date has passed, and what it holds is stuck after a day', () => {
  const schedule = { kind: 'none' } as const;
  const judgeNative = (changes: Partial<SecretFacts['description']>) =>
    judge({
      description: { ...healthy.description, rotationEnabled: true, ...changes },
      schedule,
    });
  expect(judgeNative({ nativeRotation: { nextAt: NOW + HOUR_MS } })).toBe('healthy');
  expect(judgeNative({ nativeRotation: { nextAt: NOW - 2 * HOUR_MS } })).toBe('overdue');
  const labels = new Map([
    [OURS, ['AWSCURRENT']],
    ['made-by-secrets-manager', ['AWSPENDING']],
  ]);
  expect(judgeNative({ labels, lastChangedAt: NOW - HOUR_MS })).toBe('rotating');
  expect(judgeNative({ labels, lastChangedAt: NOW - 2 * DAY_MS })).toBe('stuck');
});

test('what the next plan would refuse is misconfigured', () => {
  expect(judge(withTags({ 'rekey:target': 'generated', 'rekey:grace': 'soon' }))).toBe(
    'misconfigured',
  );
  expect(judge(withTags({ 'rekey:target': 'x', 'rekey:role': 'admin' }))).toBe('misconfigured');
  expect(judge({ description: { ...healthy.description, rotationEnabled: true } })).toBe(
    'misconfigured',
  );
  expect(judge(withLabels({}))).toBe('misconfigured');
  expect(
    judge({ schedule: { kind: 'broken', name: 'x', problem: 'it starts something else' } }),
  ).toBe('misconfigured');
});

test('a window that closed without a rotation makes it overdue', () => {
  const yesterday = Date.parse('2026-11-21T09:00:00Z');
  expect(judge({ currentMadeAt: yesterday })).toBe('overdue');
  // The schedule was changed after that window had opened.
  const young = { ...schedule, since: Date.parse('2026-11-22T08:30:00Z') };
  expect(judge({ currentMadeAt: yesterday, schedule: young })).toBe('healthy');
  // While the window is open it is not late yet.
  const at = { now: Date.parse('2026-11-22T09:00:00Z') };
  expect(judge({ currentMadeAt: yesterday, ...at })).toBe('healthy');
});

test('without the age, the last change of any kind proves that no value is younger', () => {
  const { currentMadeAt: _, ...rest } = healthy;
  const changed = (lastChangedAt: number): SecretFacts => ({
    ...rest,
    description: { ...healthy.description, lastChangedAt },
  });
  expect(judgeHealth(changed(NOW - 2 * DAY_MS)).word).toBe('overdue');
  expect(judgeHealth(changed(NOW - HOUR_MS)).word).toBe('healthy');
});

test('an old credential is in grace, and overdue once its retirement was given up', () => {
  const waits = (due: string) =>
    withLabels({ [OURS]: ['AWSCURRENT'], [OLD]: ['AWSPREVIOUS', `rekey:retire:${due}`] });
  expect(judge(waits('2026-11-22T13:00:00.000Z'))).toBe('in grace');
  expect(judge(waits('2026-11-22T10:00:00.000Z'))).toBe('in grace');
  expect(judge(waits('2026-11-22T08:30:00.000Z'))).toBe('overdue');
  const rolledBack = withLabels({
    [OURS]: ['AWSCURRENT', 'rekey:retire:2026-11-20T00:00:00.000Z'],
  });
  expect(judge(rolledBack)).toBe('healthy');
});

test('switched off by tag or by schedule it is disabled, and never late for that', () => {
  const old = { currentMadeAt: 0 };
  expect(judge({ ...old, schedule: { ...schedule, enabled: false } })).toBe('disabled');
  expect(judge({ ...old, ...withTags({ 'rekey:target': 'x', 'rekey:enabled': 'false' }) })).toBe(
    'disabled',
  );
});

test('without a schedule it is unscheduled; where that cannot be read, unknown', () => {
  expect(judge({ schedule: { kind: 'none' } })).toBe('unscheduled');
  expect(
    judge({ schedule: { kind: 'unreadable' }, unknown: ['its schedule: no permission'] }),
  ).toBe('unknown');
});

test('a value that somebody put is never rotated, until a run has succeeded', () => {
  const byHand = withLabels({ 'by-hand': ['AWSCURRENT'] });
  expect(judge(byHand)).toBe('never rotated');
  expect(judge({ ...byHand, runs: [toRun({})] })).toBe('healthy');
  expect(judge(withLabels({ 'by-hand': ['AWSCURRENT'], [OURS]: ['AWSPREVIOUS'] }))).toBe('healthy');
});

test('in deletion nothing else counts', () => {
  const description = { ...healthy.description, deletedAt: NOW, rotationEnabled: true };
  expect(judge({ description, runs: [toRun({ result: 'failed' })] })).toBe('in deletion');
});

test('a run that the evidence says runs is asked for, and believed only then', () => {
  const runs = [toRun({ result: 'running' })];
  expect(judge({ runs, executions: new Map([[RUN, { kind: 'running' }]]) })).toBe('rotating');
  expect(judge({ runs })).toBe('healthy');
});

test('the worst word counts, and every finding is told', () => {
  const { word, findings } = judgeHealth({
    ...healthy,
    ...withLabels({ [OURS]: ['AWSCURRENT'], next: ['AWSPENDING'] }),
    schedule: { kind: 'none' },
    runs: [toRun({ result: 'failed' })],
    unknown: ['the age of AWSCURRENT'],
  });
  expect(word).toBe('stuck');
  expect(findings.map((finding) => finding.word)).toEqual([
    'stuck',
    'failing',
    'unscheduled',
    'unknown',
  ]);
});

test('only what runs as it should is no problem', () => {
  expect(healthWords.filter((word) => !isProblem(word))).toEqual([
    'rotating',
    'in grace',
    'healthy',
    'in deletion',
  ]);
});

test('the next window is the one that is open and has not rotated it, else the next to open', () => {
  const open = { now: Date.parse('2026-11-22T09:00:00Z') };
  const today = Date.parse('2026-11-22T08:00:00Z');
  expect(findNextWindow({ ...healthy, ...open, currentMadeAt: 0 })?.opensAt).toBe(today);
  expect(findNextWindow({ ...healthy, ...open })?.opensAt).toBe(today + DAY_MS);
  expect(findNextWindow({ ...healthy, schedule: { ...schedule, enabled: false } })).toBeUndefined();
});

// A period with one of everything that a report tells: rotated, late, failed, stopped, skipped, never, gone.
import type { ReportFacts, ReportSecret } from '../../src/rotation/report/report-facts.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import { parseSchedule } from '../../src/rotation/schedule/parse-schedule.ts';
import type { ScheduleFact } from '../../src/rotation/secret-facts.ts';
import { MACHINE } from './evidence-lines.ts';

export const DAY = 86_400_000;
const HOUR = 3_600_000;
export const NOW = Date.parse('2026-11-22T00:00:00Z');
export const SINCE = NOW - 90 * DAY;

export function toArn(name: string): string {
  return `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-AbCdEf`;
}

export function toScheduled(expression: string, window?: string): ScheduleFact {
  const schedule = parseSchedule(expression, window);
  return { kind: 'ours', name: 'schedule', enabled: true, schedule, since: 0 };
}

export function toSecret(name: string, more: Partial<ReportSecret> = {}): ReportSecret {
  return {
    name,
    arn: toArn(name),
    tags: new Map([
      ['rekey:target', 'http-api'],
      ['rekey:recipe', 'better-auth-api-key'],
    ]),
    createdAt: SINCE - 400 * DAY,
    schedule: toScheduled('rate(30 days)', '3h'),
    ...more,
  };
}

export function toRun(
  id: string,
  secret: string,
  startedAt: number,
  more: Partial<RunRecord> = {},
): RunRecord {
  return {
    executionArn: `${MACHINE}:${id}`,
    secretId: toArn(secret),
    trigger: 'schedule',
    schedule: 'rate(30 days)',
    window: '3h',
    scheduledAt: startedAt,
    mode: 'rotate',
    startedAt,
    endedAt: startedAt + 2 * HOUR,
    result: 'rotated',
    versionId: `version-${id}`,
    previousVersionId: `before-${id}`,
    switchedAt: startedAt + 60_000,
    retireAt: startedAt + HOUR,
    retired: [`before-${id}`],
    refusedAt: startedAt + HOUR + 5000,
    ...more,
  };
}

export function toFailedRun(
  id: string,
  secret: string,
  startedAt: number,
  more: Partial<RunRecord> = {},
): RunRecord {
  return {
    executionArn: `${MACHINE}:${id}`,
    secretId: toArn(secret),
    trigger: 'hand',
    mode: 'rotate',
    startedAt,
    endedAt: startedAt + HOUR,
    result: 'failed',
    failure: {
      step: 'TestSecret',
      error: 'Rekey.CredentialRefused',
      catalogue: 'T05',
      recovery: 'undone',
      works: 'current',
      noticeId: `notice-${id}`,
      severity: 'error',
    },
    ...more,
  };
}

export function createReportFacts(): ReportFacts {
  const monthly = [-100, -70, -40, -10].map((day) =>
    toRun(`good${String(day)}`, 'prod/good', NOW + day * DAY),
  );
  return {
    stack: 'rekey-prod',
    region: 'us-east-1',
    now: NOW,
    period: { since: SINCE, until: NOW },
    secrets: [
      toSecret('prod/good'),
      toSecret('prod/late'),
      toSecret('prod/idle', { schedule: { kind: 'none' }, currentMadeAt: SINCE - 200 * DAY }),
      toSecret('prod/new', { createdAt: NOW - 5 * DAY }),
      toSecret('prod/leaving', { deletedAt: NOW - DAY }),
    ],
    runs: [
      ...monthly,
      toRun('late1', 'prod/late', NOW - 75 * DAY, {
        trigger: 'hand',
        schedule: undefined as never,
      }),
      toFailedRun('late2', 'prod/late', NOW - 40 * DAY, { secretId: 'prod/late' }),
      toFailedRun('late3', 'prod/late', NOW - 30 * DAY, {
        result: 'stopped',
        failure: { step: 'Execution', error: 'Execution.ABORTED', recovery: 'promoted' },
      }),
      toRun('late4', 'prod/late', NOW - 20 * DAY, {
        refusedAt: undefined as never,
        retired: undefined as never,
        failure: {
          step: 'RetirePrevious',
          error: 'Rekey.NotYetRefused',
          severity: 'warning',
          catalogue: 'R04',
        },
      }),
      {
        ...toFailedRun('skip', 'prod/good', NOW - 9 * DAY),
        result: 'skipped',
        reason: 'rotated in this window already',
        failure: undefined as never,
      },
      toRun('gone', 'prod/gone', NOW - 60 * DAY),
      toRun('now', 'prod/new', NOW - HOUR / 2, {
        endedAt: undefined as never,
        result: 'switched',
        retireAt: NOW + HOUR,
        refusedAt: undefined as never,
        retired: undefined as never,
      }),
    ],
    evidence: {
      logGroup: '/aws/events/rekey-prod-evidence',
      readFrom: SINCE - 32 * DAY,
      createdAt: SINCE - 300 * DAY,
      retentionDays: 400,
      events: 40,
      foreign: 0,
      broken: 0,
    },
  };
}

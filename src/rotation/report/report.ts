// A report for auditors: which secrets were rotated when, by what and in which window, what failed and what became of it, and how old
// credentials grew against what their schedules promise. Everything here is sorted, so that two reports of one period are the same.
import { listCaveats } from './caveats.ts';
import { judgeSecret, type SecretReport } from './judge-secret.ts';
import { matchSecrets } from './match-secrets.ts';
import { createPolicies } from './policy.ts';
import type { EvidenceFacts, ReportFacts } from './report-facts.ts';
import { type ReportedRun, toReportedRun } from './reported-run.ts';

export interface Report {
  readonly stack: string;
  readonly region: string;
  readonly madeAt: number;
  readonly since: number;
  readonly until: number;
  readonly evidence: EvidenceFacts & { readonly beginsAt: number };
  readonly totals: Totals;
  /** What the evidence cannot say. */
  readonly caveats: readonly string[];
  /** By name. */
  readonly secrets: readonly SecretReport[];
  /** By their starts. */
  readonly runs: readonly ReportedRun[];
}

export interface Totals {
  readonly secrets: number;
  readonly rotatedSecrets: number;
  readonly rotations: number;
  readonly failedRuns: number;
  readonly skippedRuns: number;
  readonly overPolicy: number;
}

const DAY_MS = 86_400_000;

export function createReport(facts: ReportFacts): Report {
  const { stack, region, now, period, evidence } = facts;
  const beginsAt = findBeginning(evidence, now);
  const toPolicy = createPolicies(period.since);
  const matched = matchSecrets(facts.secrets, facts.runs);
  const runs = matched.flatMap(({ secret, runs: ofSecret }) =>
    ofSecret.map((run) => toReportedRun(run, secret, ofSecret)),
  );
  const inPeriod = runs
    .filter(({ startedAt }) => startedAt >= period.since && startedAt < period.until)
    .sort(byStart);
  const secrets = matched
    .map(({ secret, runs: ofSecret }) =>
      judgeSecret(secret, ofSecret, { ...period, knownFrom: beginsAt }, toPolicy),
    )
    // A secret that is gone has its place here only for what happened to it in the period.
    .filter(
      ({ state, arn, name }) =>
        state !== 'gone' || inPeriod.some((run) => run.secretId === arn || run.secretName === name),
    )
    .sort(byName);
  return {
    stack,
    region,
    madeAt: now,
    ...period,
    evidence: { ...evidence, beginsAt },
    totals: toTotals(secrets, inPeriod),
    caveats: listCaveats({ period, now, evidence: { ...evidence, beginsAt }, runs: inPeriod }),
    secrets,
    runs: inPeriod,
  };
}

/** Nothing is known of the time before: the group was made later, its retention has taken it, or nobody read it. */
function findBeginning(
  { readFrom, createdAt = 0, retentionDays }: EvidenceFacts,
  now: number,
): number {
  const kept = retentionDays === undefined ? 0 : now - retentionDays * DAY_MS;
  return Math.max(readFrom, createdAt, kept);
}

function toTotals(secrets: readonly SecretReport[], runs: readonly ReportedRun[]): Totals {
  const ofToday = secrets.filter(({ state }) => state !== 'gone');
  return {
    secrets: ofToday.length,
    rotatedSecrets: ofToday.filter(({ rotations }) => rotations > 0).length,
    rotations: secrets.reduce((sum, { rotations }) => sum + rotations, 0),
    failedRuns: runs.filter(({ isFailure }) => isFailure).length,
    skippedRuns: runs.filter(({ result }) => result === 'skipped').length,
    overPolicy: secrets.filter(({ verdict }) => verdict === 'over policy').length,
  };
}

function byStart(one: ReportedRun, other: ReportedRun): number {
  return one.startedAt - other.startedAt || compare(one.executionArn, other.executionArn);
}

function byName(one: SecretReport, other: SecretReport): number {
  return compare(one.name, other.name) || compare(one.arn ?? '', other.arn ?? '');
}

/** By code units: the same on every machine. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

// Everything that a report stands on: the secrets and their schedules as they are, and the evidence of the period. Only reads.
import { loadRuns } from '../../src/aws/evidence.ts';
import { describeLogGroup } from '../../src/aws/log-group.ts';
import { type ListedSecret, listSecrets } from '../../src/aws/secret-list.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import { RUN_MS_MAX } from '../../src/rotation/report/caveats.ts';
import type { Period } from '../../src/rotation/report/period.ts';
import { createPolicies } from '../../src/rotation/report/policy.ts';
import { createReport, type Report } from '../../src/rotation/report/report.ts';
import type { EvidenceFacts, ReportSecret } from '../../src/rotation/report/report-facts.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import type { ScheduleFact } from '../../src/rotation/secret-facts.ts';
import { AWSCURRENT, findHolder } from '../../src/rotation/staging.ts';
import { loadScheduleFacts } from '../operate/load-schedule-facts.ts';
import { type Reading, readEach } from '../operate/reading.ts';

export interface ReportQuery {
  readonly stack: string;
  readonly region: string;
  readonly period: Period;
  /** Name or ARN; of a secret that is gone only the ARN will do. */
  readonly secretId?: string;
}

/** ListSecretVersionIds has 50 a second in a region, and rotations need some of them (Secrets Manager quotas). */
const VERSIONS_PER_SECOND = 40;
const DAY_MS = 86_400_000;

/** @throws RotationError where the secrets or the evidence cannot be read */
export async function loadReport(reading: Reading, query: ReportQuery): Promise<Report> {
  const { period, secretId, stack, region } = query;
  const listed = await loadSecrets(reading, secretId);
  const { facts: schedules } = await loadScheduleFacts(reading, listed, undefined);
  const secretArn = secretId === undefined ? undefined : (listed[0]?.arn ?? secretId);
  const allowedMax = findLongestAge([...schedules.values()], period);
  const { runs, evidence } = await loadEvidence(reading, {
    // The last rotation before the period lies as far back as a schedule allows.
    since: period.since - allowedMax - DAY_MS,
    // What began in the period may end after it.
    until: period.until + RUN_MS_MAX,
    ...(secretArn === undefined ? {} : { secretArn }),
  });
  const times = await loadCurrentTimes(reading, listed, runs);
  const secrets = listed.map((secret): ReportSecret => {
    const currentMadeAt = times.get(secret.arn);
    return {
      ...secret,
      schedule: schedules.get(secret.arn) ?? { kind: 'unreadable' },
      ...(currentMadeAt === undefined ? {} : { currentMadeAt }),
    };
  });
  return createReport({
    stack,
    region,
    now: reading.clock.now(),
    period,
    secrets,
    runs,
    evidence,
  });
}

async function loadSecrets(
  { config, clock, signal, progress }: Reading,
  secretId: string | undefined,
): Promise<readonly ListedSecret[]> {
  const found: ListedSecret[] = [];
  for await (const page of listSecrets(config, clock, signal)) {
    found.push(
      ...page.filter(({ arn, name }) => secretId === undefined || [arn, name].includes(secretId)),
    );
    progress('secrets', found.length);
  }
  if (secretId !== undefined && found.length === 0 && !secretId.startsWith('arn:')) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `No secret ${secretId} with the tag rekey:target in ${config.region}: look at "npx rekey status" for their names; for one that is gone, give its ARN.`,
    );
  }
  return found;
}

function findLongestAge(schedules: readonly ScheduleFact[], { since }: Period): number {
  const toPolicy = createPolicies(since);
  return schedules.reduce(
    (longest, fact) =>
      fact.kind === 'ours'
        ? Math.max(longest, toPolicy(fact.schedule, fact.enabled).allowedMs)
        : longest,
    0,
  );
}

async function loadEvidence(
  { config, clock, signal, progress, output }: Reading,
  range: { readonly since: number; readonly until: number; readonly secretArn?: string },
): Promise<{ readonly runs: readonly RunRecord[]; readonly evidence: EvidenceFacts }> {
  const logGroup = output('EvidenceLogGroupName');
  const group = await describeLogGroup(config, clock, logGroup, signal);
  const since = Math.max(0, range.since, group.createdAt ?? 0);
  let counts = { events: 0, foreign: 0, broken: 0 };
  const runs = await loadRuns(config, clock, { ...range, logGroup, since }, signal, (read) => {
    counts = read;
    progress('events', read.events);
  });
  return { runs, evidence: { logGroup, readFrom: Math.max(0, range.since), ...group, ...counts } };
}

/** What no run made, was there before the evidence, or somebody put it by hand. */
async function loadCurrentTimes(
  reading: Reading,
  secrets: readonly ListedSecret[],
  runs: readonly RunRecord[],
): Promise<ReadonlyMap<string, number>> {
  const made = new Set(runs.flatMap(({ versionId }) => versionId ?? []));
  const untold = secrets.filter(
    (secret) => secret.deletedAt === undefined && !made.has(findHolder(secret, AWSCURRENT) ?? ''),
  );
  const store = createSecretStore(reading.config, reading.clock);
  const pace = { what: 'ages', perSecondMax: VERSIONS_PER_SECOND };
  const times = new Map<string, number>();
  await readEach(reading, untold, pace, async (secret) => {
    const all = await store.versionTimes(secret.arn, reading.signal);
    const time = all.get(findHolder(secret, AWSCURRENT) ?? '');
    if (time !== undefined) times.set(secret.arn, time);
  });
  return times;
}

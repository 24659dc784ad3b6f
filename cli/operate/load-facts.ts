// What status and explain stand on: the facts of each secret, read a few at once, with what could not be read told in words. Only
// reads; what the evidence tells is not asked again.
import { createExecutions } from '../../src/aws/executions.ts';
import { listSecrets } from '../../src/aws/secret-list.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { listOwned } from '../../src/rotation/owner-label.ts';
import type { ExecutionState, SecretDescription } from '../../src/rotation/ports.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import type { ScheduleFact, SecretFacts } from '../../src/rotation/secret-facts.ts';
import { AWSCURRENT, findHolder } from '../../src/rotation/staging.ts';
import { describeMeantSecret } from './describe-meant-secret.ts';
import { type Evidence, loadEvidence } from './load-evidence.ts';
import { loadScheduleFacts } from './load-schedule-facts.ts';
import { type Reading, readEach } from './reading.ts';
import { orRefused } from './refused-read.ts';

/** ListSecretVersionIds has 50 a second in a region, and rotations need some of them (Secrets Manager quotas). */
const VERSIONS_PER_SECOND = 40;
/** DescribeExecution has 15 or 10 a second once its bucket is empty (Step Functions quotas). */
const EXECUTIONS_PER_SECOND = 10;

export interface LoadedFacts {
  readonly secrets: readonly SecretFacts[];
  /** What is not known of any secret, and why. */
  readonly notes: readonly string[];
}

/** Every secret that carries the tag. */
export async function loadAllFacts(reading: Reading): Promise<LoadedFacts> {
  const [descriptions, evidence] = await Promise.all([listAll(reading), loadEvidence(reading)]);
  return await loadFacts(reading, descriptions, evidence);
}

/** @throws RotationError InvalidConfiguration where there is no such secret */
export async function loadFactsOf(reading: Reading, secretId: string): Promise<LoadedFacts> {
  const description = await describeMeantSecret(reading, secretId);
  const evidence = await loadEvidence(reading, { secretArn: description.arn });
  return await loadFacts(reading, [description], evidence);
}

async function listAll({
  config,
  clock,
  signal,
  progress,
}: Reading): Promise<readonly SecretDescription[]> {
  const found: SecretDescription[] = [];
  for await (const page of listSecrets(config, clock, signal)) {
    found.push(...page);
    progress('secrets', found.length);
  }
  return found;
}

async function loadFacts(
  reading: Reading,
  descriptions: readonly SecretDescription[],
  { runsOf, note }: Evidence,
): Promise<LoadedFacts> {
  const [schedules, executions, times] = await Promise.all([
    loadScheduleFacts(reading, descriptions, runsOf),
    loadExecutions(reading, descriptions, runsOf),
    loadTimes(reading, descriptions, runsOf),
  ]);
  const now = reading.clock.now();
  return {
    notes: [...(note === undefined ? [] : [note]), ...schedules.notes],
    secrets: descriptions.map((description) => {
      const schedule: ScheduleFact = schedules.facts.get(description.arn) ?? { kind: 'unreadable' };
      const time = times.get(description.arn) ?? {};
      const refused = schedules.refused.get(description.arn);
      return {
        now,
        description,
        schedule,
        runs: runsOf?.(description),
        executions,
        ...(time.madeAt === undefined ? {} : { currentMadeAt: time.madeAt }),
        unknown: [
          ...(refused === undefined ? [] : [`its schedule: ${refused}`]),
          ...(time.refused === undefined ? [] : [`the age of AWSCURRENT: ${time.refused}`]),
        ],
      };
    }),
  };
}

/** Those whose labels a secret still carries, and those that the evidence says run: few, unless something is wrong. */
async function loadExecutions(
  reading: Reading,
  descriptions: readonly SecretDescription[],
  runsOf: Evidence['runsOf'],
): Promise<ReadonlyMap<string, ExecutionState>> {
  const arns = new Set(
    descriptions.flatMap((description) => [
      ...listOwned(description).map(({ owner }) => owner.executionArn),
      ...(runsOf?.(description) ?? []).slice(0, 1).filter(isRunning).map(toArn),
    ]),
  );
  const machine = createExecutions(reading.config, reading.clock);
  const pace = { what: 'runs', perSecondMax: EXECUTIONS_PER_SECOND };
  const found = new Map<string, ExecutionState>();
  await readEach(reading, [...arns], pace, async (arn) => {
    const read = await orRefused(machine.find(arn, reading.signal));
    if ('value' in read) found.set(arn, read.value);
  });
  return found;
}

function isRunning({ result }: RunRecord): boolean {
  return result === 'running';
}

function toArn({ executionArn }: RunRecord): string {
  return executionArn;
}

interface CurrentTime {
  readonly madeAt?: number;
  readonly refused?: string;
}

async function loadTimes(
  reading: Reading,
  descriptions: readonly SecretDescription[],
  runsOf: Evidence['runsOf'],
): Promise<ReadonlyMap<string, CurrentTime>> {
  const times = new Map<string, CurrentTime>();
  const untold: SecretDescription[] = [];
  for (const description of descriptions) {
    const versionId = findHolder(description, AWSCURRENT);
    if (versionId === undefined || description.deletedAt !== undefined) continue;
    const run = runsOf?.(description).find((one) => one.versionId === versionId);
    const madeAt = run?.switchedAt ?? run?.startedAt;
    if (madeAt === undefined) untold.push(description);
    else times.set(description.arn, { madeAt });
  }
  const store = createSecretStore(reading.config, reading.clock);
  const pace = { what: 'ages', perSecondMax: VERSIONS_PER_SECOND };
  await readEach(reading, untold, pace, async (description) => {
    const read = await orRefused(store.versionTimes(description.arn, reading.signal));
    if ('refused' in read) times.set(description.arn, read);
    else {
      const madeAt = read.value.get(findHolder(description, AWSCURRENT) ?? '');
      times.set(description.arn, madeAt === undefined ? {} : { madeAt });
    }
  });
  return times;
}

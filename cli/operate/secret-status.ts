// What an operator is told of one secret, and the JSON document of it.
import { type Health, judgeHealth } from '../../src/rotation/health.ts';
import { findOpenFailure } from '../../src/rotation/open-failure.ts';
import { listRetirements, type Retirement } from '../../src/rotation/retire-label.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import type { Window } from '../../src/rotation/schedule/schedule.ts';
import { findNextWindow, type SecretFacts } from '../../src/rotation/secret-facts.ts';
import { AWSCURRENT, findHolder, listLabels } from '../../src/rotation/staging.ts';
import { toRunDocument } from './run-document.ts';
import { toIso } from './time-text.ts';

export interface SecretStatus {
  readonly facts: SecretFacts;
  readonly health: Health;
  /** Such as `http-api better-auth-api-key`. */
  readonly target: string;
  readonly currentVersionId: string | undefined;
  /** The newest that did not skip; where all did, the newest. */
  readonly lastRun: RunRecord | undefined;
  readonly openFailure: RunRecord | undefined;
  readonly nextWindow: Window | undefined;
  readonly inGrace: readonly Retirement[];
}

export function toStatus(facts: SecretFacts): SecretStatus {
  const { description, runs = [] } = facts;
  const { tags } = description;
  const rotations = runs.filter(({ mode }) => mode === 'rotate');
  return {
    facts,
    health: judgeHealth(facts),
    target: [tags.get('rekey:target'), tags.get('rekey:recipe')]
      .filter((word) => word !== undefined)
      .join(' '),
    currentVersionId: findHolder(description, AWSCURRENT),
    lastRun: rotations.find(({ result }) => result !== 'skipped') ?? rotations[0],
    openFailure: findOpenFailure(runs, description),
    nextWindow: findNextWindow(facts),
    inGrace: listRetirements(description).filter(
      ({ versionId }) => !listLabels(description, versionId).includes(AWSCURRENT),
    ),
  };
}

/** Times are ISO 8601; what is not known is left out, and `unknown` says why. */
export function toStatusDocument(status: SecretStatus): object {
  const { facts, health, currentVersionId, lastRun, openFailure, nextWindow, inGrace } = status;
  const { description, currentMadeAt, schedule, now, unknown } = facts;
  return {
    secret: description.name,
    arn: description.arn,
    target: description.tags.get('rekey:target'),
    recipe: description.tags.get('rekey:recipe'),
    health: health.word,
    findings: health.findings,
    current: currentVersionId !== undefined && {
      versionId: currentVersionId,
      ...(currentMadeAt === undefined
        ? {}
        : { madeAt: toIso(currentMadeAt), ageSeconds: Math.floor((now - currentMadeAt) / 1000) }),
    },
    lastRun: lastRun === undefined ? undefined : toRunDocument(lastRun),
    schedule: toScheduleDocument(schedule),
    nativeRotation: toNativeDocument(description),
    nextWindow: nextWindow === undefined ? undefined : toWindowDocument(nextWindow),
    labels: Object.fromEntries(description.labels),
    inGrace: inGrace.map(({ versionId, dueAt }) => ({ versionId, until: toIso(dueAt) })),
    openNotice: openFailure === undefined ? undefined : toRunDocument(openFailure),
    unknown,
  };
}

function toWindowDocument({ opensAt, closesAt }: Window): object {
  return { opensAt: toIso(opensAt), closesAt: toIso(closesAt) };
}

function toNativeDocument({
  rotationEnabled,
  nativeRotation: { functionArn, rotatedAt, nextAt } = {},
}: SecretFacts['description']): object | undefined {
  if (!rotationEnabled) return undefined;
  return {
    functionArn,
    lastRotatedAt: rotatedAt === undefined ? undefined : toIso(rotatedAt),
    nextRotationAt: nextAt === undefined ? undefined : toIso(nextAt),
  };
}

function toScheduleDocument(schedule: SecretFacts['schedule']): object {
  switch (schedule.kind) {
    case 'none':
    case 'unreadable':
      return { kind: schedule.kind };
    case 'broken':
      return schedule;
    case 'ours': {
      const { name, enabled, schedule: written } = schedule;
      const { expression, windowHours } = written;
      return { kind: 'ours', name, enabled, expression, window: `${String(windowHours)}h` };
    }
  }
}

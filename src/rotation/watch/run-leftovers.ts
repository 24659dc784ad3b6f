// What runs have left on a secret: AWSPENDING that nobody works on, labels of dead runs, and credentials whose grace period is over.
import { listOwned } from '../owner-label.ts';
import type { ExecutionState } from '../ports.ts';
import { listRetirements } from '../retire-label.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from '../staging.ts';
import { WINDOW_SECONDS_MAX } from '../window.ts';
import { type Finding, toFinding } from './finding.ts';
import { findAge, isSwitchedOff, type SecretFacts } from './secret-facts.ts';

const HOUR_MS = 3_600_000;
/** Recovery is tried again 15 min, 1 h and 6 h after a run has ended: until then it is looked after. */
const RECOVERY_MS = 8 * HOUR_MS;
/** RetirePrevious tries for about two hours before it gives up. */
const RETIREMENT_MS = 3 * HOUR_MS;

export function findStuckPending(facts: SecretFacts): readonly Finding[] {
  const { now, secret, commands } = facts;
  const pending = findPending(facts);
  if (pending === undefined) return [];
  const { versionId, execution } = pending;
  const age = findAge(facts, versionId);
  if (age === undefined || now - age.madeAt <= toWindowMs(facts)) return [];
  if (execution !== undefined && !isDead(facts, versionId, execution)) return [];
  const isOurs = execution !== undefined;
  return [
    toFinding('stuck-pending', {
      about: secret.name,
      secret: secret.name,
      since: age.madeAt,
      meaning: isOurs
        ? `Version ${versionId} holds AWSPENDING, and the run that made it is over.`
        : `Version ${versionId} holds AWSPENDING, and no run of Rekey made it.`,
      nextCommand: isOurs ? toSettle(facts) : commands.takePendingOff(secret.name, versionId),
    }),
  ];
}

/** The run whose version holds AWSPENDING is told as that. */
export function findDeadRuns(facts: SecretFacts): readonly Finding[] {
  const { secret, executions } = facts;
  const told = findPending(facts)?.executionArn;
  const owned = listOwned(secret).filter(({ versionId, owner: { executionArn } }) => {
    const execution = executions.get(executionArn);
    if (execution === undefined || executionArn === told) return false;
    return isDead(facts, versionId, execution);
  });
  return [...new Set(owned.map(({ owner }) => owner.executionArn))].map((executionArn) => {
    const versionIds = owned
      .filter(({ owner }) => owner.executionArn === executionArn)
      .map(({ versionId }) => versionId);
    const execution = executions.get(executionArn);
    const end = execution?.kind === 'ended' ? execution.endedAt : secret.lastChangedAt;
    return toFinding('dead-run', {
      about: `${secret.name}:${toRunName(executionArn)}`,
      secret: secret.name,
      since: end,
      meaning: `Run ${toRunName(executionArn)} left its label on ${versionIds.join(', ')}; what it made may still be at the target.`,
      nextCommand: toSettle(facts),
    });
  });
}

export function findOverdueRetirements(facts: SecretFacts): readonly Finding[] {
  const { now, secret, commands } = facts;
  return listRetirements(secret)
    .filter(({ versionId, dueAt }) => {
      // Rolled back to: the next plan takes the label off.
      const isInUse = listLabels(secret, versionId).includes(AWSCURRENT);
      return !isInUse && now - dueAt > RETIREMENT_MS;
    })
    .map(({ versionId, dueAt }) =>
      toFinding('retirement-overdue', {
        about: `${secret.name}:${versionId}`,
        secret: secret.name,
        since: dueAt,
        meaning: `The credential of version ${versionId} was to be revoked, and its label says that it was not.`,
        nextCommand: isSwitchedOff(secret) ? toSettle(facts) : commands.retire(secret.name),
      }),
    );
}

/** Whether only the dates of versions tell. */
export function areLeftoversOpen(facts: SecretFacts): boolean {
  const { now, secret, executions } = facts;
  const isYoung = (versionId: string, ms: number): boolean => {
    const age = findAge(facts, versionId);
    return age === undefined || (!age.isExact && now - age.madeAt <= ms);
  };
  const pending = findPending(facts);
  const isPendingOpen =
    pending !== undefined &&
    pending.execution?.kind !== 'running' &&
    isYoung(pending.versionId, toWindowMs(facts));
  return (
    isPendingOpen ||
    listOwned(secret).some(
      ({ versionId, owner }) =>
        executions.get(owner.executionArn)?.kind === 'unknown' && isYoung(versionId, RECOVERY_MS),
    )
  );
}

interface Pending {
  readonly versionId: string;
  readonly executionArn?: string;
  /** Undefined where the version is not ours. */
  readonly execution?: ExecutionState;
}

/** Undefined also where AWSCURRENT's version holds it, for then the rotation is finished. */
function findPending({ secret, executions }: SecretFacts): Pending | undefined {
  const versionId = findHolder(secret, AWSPENDING);
  if (versionId === undefined || listLabels(secret, versionId).includes(AWSCURRENT)) {
    return undefined;
  }
  const owner = listOwned(secret).find((owned) => owned.versionId === versionId)?.owner;
  if (owner === undefined) return { versionId };
  const { executionArn } = owner;
  const execution = executions.get(executionArn) ?? ({ kind: 'running' } as const);
  return { versionId, executionArn, execution };
}

/** Over for so long that nobody will recover it any more. DescribeExecution is eventually consistent, so a young one may only be unknown yet. */
function isDead(facts: SecretFacts, versionId: string, execution: ExecutionState): boolean {
  const { now } = facts;
  if (execution.kind === 'running') return false;
  if (execution.kind === 'ended') return now - execution.endedAt > RECOVERY_MS;
  const age = findAge(facts, versionId);
  return age !== undefined && now - age.madeAt > RECOVERY_MS;
}

/** The schedule's window, or the tag's; the longest there is where nobody can tell. */
function toWindowMs({ schedule, secret }: SecretFacts): number {
  const [, hours] = /^(\d{1,2})h$/.exec(secret.tags.get('rekey:window') ?? '1h') ?? [];
  const tagged = hours === undefined ? WINDOW_SECONDS_MAX / 3600 : Number(hours);
  return Math.max(tagged, schedule?.meaning?.windowHours ?? 1) * HOUR_MS;
}

/** A run does nothing for a secret that is switched off. */
function toSettle({ secret, commands }: SecretFacts): string {
  return isSwitchedOff(secret)
    ? commands.tag(secret.name, 'rekey:enabled', 'true')
    : commands.recover(secret.name);
}

/** An execution's own name, for its ARN would fill the line. */
function toRunName(executionArn: string): string {
  return executionArn.split(':').at(-1) ?? executionArn;
}

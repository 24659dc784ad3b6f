// What the next run of a secret will do, told before it happens: would it go, in which window, and what it does in which order. The
// same rules as the machine's, over what was read; whatever nobody could read is named.
import { checkSecret } from './check-secret.ts';
import { isRotationError } from './errors.ts';
import { type ForecastStep, listSteps } from './forecast-steps.ts';
import { LAMBDA_ENDED_MS, toBusyReason } from './life.ts';
import { listOwned } from './owner-label.ts';
import type { ExecutionState } from './ports.ts';
import type { PreflightSecret } from './preflight.ts';
import { listRetirements, type Retirement } from './retire-label.ts';
import { listWindows } from './schedule/windows.ts';
import { findPending, type SecretFacts } from './secret-facts.ts';
import { parseSettings, type Settings } from './settings.ts';
import { AWSCURRENT, findHolder, listLabels } from './staging.ts';

export interface Forecast {
  readonly decision: 'rotate' | 'skip' | 'fail';
  /** Why. */
  readonly reason: string;
  readonly startedBy: 'schedule' | 'hand';
  /** When it starts; for a run by hand, now. Milliseconds since the epoch, as all times here. */
  readonly startsAt: number;
  /** After it no step begins; undefined where the settings are wrong. */
  readonly deadline?: number;
  /** What it does before it makes a credential. */
  readonly first: readonly string[];
  /** What it does then, in order; empty unless it rotates. */
  readonly steps: readonly ForecastStep[];
  /** What is retired, and when. */
  readonly retirements: readonly { readonly versionId: string; readonly at: number }[];
  readonly unknown: readonly string[];
}

/** What the preflight found of target and tags. */
export type Looked = Pick<PreflightSecret, 'target' | 'problem' | 'adminProblem'>;

/** @param looked undefined where nobody could look */
export function forecastRun(facts: SecretFacts, looked: Looked | undefined): Forecast {
  const target = looked?.target;
  const start = findStart(facts);
  const settings = findSettings(facts, start);
  if (typeof settings === 'string') return refuse(facts, start, settings);
  const refusal = findRefusal(facts, start, settings, looked);
  const deadline = start.startsAt + settings.windowSeconds * 1000;
  const first = listFirst(facts, start.startsAt);
  if (refusal !== undefined) {
    const isSkipped = refusal.decision === 'skip';
    return {
      ...refuse(facts, start, refusal.reason),
      deadline,
      ...refusal,
      first: isSkipped ? [] : first,
    };
  }
  const currentVersionId = findHolder(facts.description, AWSCURRENT) ?? '';
  const { graceSeconds } = settings;
  return {
    decision: 'rotate',
    reason: start.reason,
    startedBy: start.startedBy,
    startsAt: start.startsAt,
    deadline,
    first,
    steps: listSteps({ target, settings, currentVersionId }),
    retirements: [
      ...listDue(facts).map(({ versionId, dueAt }) => ({
        versionId,
        at: Math.max(dueAt, facts.now),
      })),
      ...(target?.methods.includes('retire') === false
        ? []
        : [{ versionId: currentVersionId, at: start.startsAt + graceSeconds * 1000 }]),
    ],
    unknown: listUnknown(facts, looked),
  };
}

interface Start {
  readonly startedBy: 'schedule' | 'hand';
  readonly startsAt: number;
  readonly window?: string;
  readonly reason: string;
}

/** The next window that is still to open, for a schedule fires once a window. */
function findStart({ now, schedule }: SecretFacts): Start {
  const byHand = { startedBy: 'hand', startsAt: now } as const;
  if (schedule.kind !== 'ours') {
    return { ...byHand, reason: 'no schedule starts it, so only by hand' };
  }
  if (!schedule.enabled) return { ...byHand, reason: 'its schedule is disabled, so only by hand' };
  const { anchor } = schedule;
  const from = { from: now + 1, ...(anchor === undefined ? {} : { anchor }) };
  for (const { opensAt } of listWindows(schedule.schedule, from)) {
    return {
      startedBy: 'schedule',
      startsAt: opensAt,
      window: `${String(schedule.schedule.windowHours)}h`,
      reason: `${schedule.schedule.expression} starts it`,
    };
  }
  return { ...byHand, reason: 'no window opens any more' };
}

/** @returns a text where the plan would refuse */
function findSettings(
  { description }: SecretFacts,
  { startsAt, window }: Start,
): Settings | string {
  try {
    checkSecret(description);
    const scheduled =
      window === undefined ? {} : { window, scheduledTime: new Date(startsAt).toISOString() };
    return parseSettings(description, { secretId: description.arn, ...scheduled });
  } catch (error) {
    if (isRotationError(error)) return error.message;
    throw error;
  }
}

/** In the plan's order. */
function findRefusal(
  facts: SecretFacts,
  { startedBy, startsAt }: Start,
  settings: Settings,
  looked: Looked | undefined,
): Pick<Forecast, 'decision' | 'reason'> | undefined {
  if (!settings.enabled) {
    return { decision: 'skip', reason: 'switched off by the tag rekey:enabled' };
  }
  if (looked?.problem !== undefined) return { decision: 'fail', reason: looked.problem.message };
  const pending = findPending(facts);
  if (pending !== undefined && pending.executionArn === undefined) {
    const reason = `AWSPENDING is on version ${pending.versionId}, which no rotation of ours made`;
    return { decision: 'fail', reason };
  }
  if (
    startedBy === 'hand' &&
    pending?.execution !== undefined &&
    isAtWork(facts, pending.execution)
  ) {
    return { decision: 'skip', reason: toBusyReason(pending.executionArn ?? '') };
  }
  if (looked?.adminProblem !== undefined) {
    const reason = `the admin credential cannot be read: ${looked.adminProblem.message}`;
    return { decision: 'fail', reason };
  }
  const target = looked?.target;
  const waiting = listDue(facts).filter(({ dueAt }) => dueAt > startsAt);
  const inUse = 1 + waiting.length;
  if (target?.maxActive === undefined || target.overlap === 'none' || inUse < target.maxActive) {
    return undefined;
  }
  const reason = `no room for a new credential: ${String(inUse)} of ${String(target.maxActive)} are in use at target ${target.name}`;
  return { decision: 'fail', reason };
}

function listFirst(facts: SecretFacts, startsAt: number): readonly string[] {
  const { description, executions } = facts;
  const owners = new Set(listOwned(description).map(({ owner }) => owner.executionArn));
  const runs = [...owners].map((executionArn) => {
    const execution = executions.get(executionArn);
    const name = executionArn.split(':').at(-1) ?? '';
    if (execution === undefined || isAtWork(facts, execution)) {
      return `if run ${name} still works on it then, this one skips`;
    }
    return `settles what run ${name} left, by asking the target which credential works, and takes its labels off`;
  });
  const due = listDue(facts).filter(({ dueAt }) => dueAt <= startsAt);
  const retired = due.map(
    ({ versionId }) => `revokes version ${versionId} at the target, unless its own run has by then`,
  );
  const kept = listRetirements(description)
    .filter(({ versionId }) => isCurrent(facts, versionId))
    .map(({ versionId }) => `keeps version ${versionId}, for it is AWSCURRENT again`);
  return [...runs, ...retired, ...kept];
}

function listDue(facts: SecretFacts): readonly Retirement[] {
  return listRetirements(facts.description).filter(({ versionId }) => !isCurrent(facts, versionId));
}

function isCurrent({ description }: SecretFacts, versionId: string): boolean {
  return listLabels(description, versionId).includes(AWSCURRENT);
}

function isAtWork({ now }: SecretFacts, execution: ExecutionState): boolean {
  if (execution.kind === 'ended') return now - execution.endedAt <= LAMBDA_ENDED_MS;
  return execution.kind === 'running';
}

function listUnknown(facts: SecretFacts, looked: Looked | undefined): readonly string[] {
  const { schedule, unknown } = facts;
  return [
    ...unknown,
    ...(schedule.kind === 'broken' ? [`schedule ${schedule.name}: ${schedule.problem}`] : []),
    ...(looked?.target === undefined
      ? ['how the target takes it: whether old and new overlap, and whether there is room']
      : []),
  ];
}

function refuse(facts: SecretFacts, { startedBy, startsAt }: Start, reason: string): Forecast {
  return {
    decision: 'fail',
    reason,
    startedBy,
    startsAt,
    first: [],
    steps: [],
    retirements: [],
    unknown: facts.unknown,
  };
}

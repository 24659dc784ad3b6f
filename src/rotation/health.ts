// A secret's health in a word: every finding has one, and the worst counts. No reads and no guesses: what could not be read is a
// finding of its own.
import { isRotationError } from './errors.ts';
import { LAMBDA_ENDED_MS } from './life.ts';
import { findMissedNative, mayRotateNatively } from './native/schedule.ts';
import { findOpenFailure, hasSucceeded } from './open-failure.ts';
import { listOwned } from './owner-label.ts';
import type { ExecutionState } from './ports.ts';
import { listRetirements } from './retire-label.ts';
import type { RunRecord } from './run-record.ts';
import { findMissedWindow, findPending, type SecretFacts } from './secret-facts.ts';
import { parseSettings } from './settings.ts';
import { AWSCURRENT, findHolder, listLabels } from './staging.ts';
import { isToken } from './token.ts';

/** Worst first. */
export const healthWords = [
  'stuck',
  'failing',
  'misconfigured',
  'overdue',
  'disabled',
  'unscheduled',
  'never rotated',
  'unknown',
  'rotating',
  'in grace',
  'healthy',
  'in deletion',
] as const;

export type HealthWord = (typeof healthWords)[number];

export interface Finding {
  readonly word: HealthWord;
  /** A sentence without a full stop's sentence after it. */
  readonly reason: string;
}

export interface Health {
  readonly word: HealthWord;
  /** Worst first; never empty. */
  readonly findings: readonly Finding[];
}

/** RetirePrevious tries for about two hours before it gives up (statemachines/rotation.asl.yaml). */
const RETIREMENT_MS_MAX = 3 * 3_600_000;

/** @returns true where somebody should act, or at least know */
export function isProblem(word: HealthWord): boolean {
  return !['rotating', 'in grace', 'healthy', 'in deletion'].includes(word);
}

export function judgeHealth(facts: SecretFacts): Health {
  if (facts.description.deletedAt !== undefined) return toHealth([judgeDeletion(facts)]);
  const isOff = facts.description.tags.get('rekey:enabled') === 'false';
  return toHealth([
    ...judgeLeftovers(facts),
    ...judgeRuns(facts),
    ...judgeConfiguration(facts),
    ...judgeRetirements(facts),
    ...(isOff
      ? [{ word: 'disabled', reason: 'switched off by the tag rekey:enabled' } as const]
      : []),
    ...(isOff ? [] : judgeSchedule(facts)),
    ...judgeNeverRotated(facts),
    ...facts.unknown.map((reason) => ({ word: 'unknown', reason }) as const),
  ]);
}

function toHealth(findings: readonly Finding[]): Health {
  const sorted = [...findings].sort(
    (one, other) => healthWords.indexOf(one.word) - healthWords.indexOf(other.word),
  );
  const [worst] = sorted;
  if (worst !== undefined) return { word: worst.word, findings: sorted };
  const reason = 'no window was missed, and nothing is left to do';
  return { word: 'healthy', findings: [{ word: 'healthy', reason }] };
}

function judgeDeletion({ description, schedule }: SecretFacts): Finding {
  const since = `scheduled for deletion on ${toDay(description.deletedAt ?? 0)}`;
  const left = schedule.kind === 'ours' ? '; its schedule still starts runs, which fail' : '';
  return { word: 'in deletion', reason: `${since}${left}` };
}

/** Labels that a rotation under way carries, and what ended runs left. */
function judgeLeftovers(facts: SecretFacts): readonly Finding[] {
  const { description, executions, now } = facts;
  const pending = findPending(facts);
  if (pending !== undefined && pending.executionArn === undefined) {
    if (mayRotateNatively(description, now)) {
      const reason = `Secrets Manager’s own rotation works on version ${pending.versionId}, or waits to try again`;
      return [{ word: 'rotating', reason }];
    }
    const reason = `AWSPENDING is on version ${pending.versionId}, which no rotation of ours made`;
    return [{ word: 'stuck', reason }];
  }
  const owners = new Set(listOwned(description).map(({ owner }) => owner.executionArn));
  return [...owners].flatMap((executionArn): readonly Finding[] => {
    const name = toRunName(executionArn);
    const execution = executions.get(executionArn);
    if (execution === undefined) {
      return [
        { word: 'unknown', reason: `whether run ${name}, whose labels it carries, still runs` },
      ];
    }
    if (isAtWork(execution, now)) return [{ word: 'rotating', reason: `run ${name} works on it` }];
    const what = pending?.executionArn === executionArn ? 'AWSPENDING' : 'labels';
    return [{ word: 'stuck', reason: `run ${name} has ended and left ${what} on it` }];
  });
}

function isAtWork(execution: ExecutionState, now: number): boolean {
  if (execution.kind === 'ended') return now - execution.endedAt <= LAMBDA_ENDED_MS;
  return execution.kind === 'running';
}

function judgeRuns({ runs = [], description, executions, now }: SecretFacts): readonly Finding[] {
  const open = findOpenFailure(runs, description);
  const failing = open === undefined ? [] : [{ word: 'failing', reason: toFailure(open) } as const];
  const [newest] = runs;
  if (newest?.result !== 'running') return failing;
  const execution = executions.get(newest.executionArn);
  const isRunning = execution !== undefined && isAtWork(execution, now);
  if (!isRunning) return failing;
  const reason = `run ${toRunName(newest.executionArn)} works on it`;
  return [...failing, { word: 'rotating', reason }];
}

function toFailure({ result, failure, endedAt, startedAt, executionArn }: RunRecord): string {
  const at = toMinute(endedAt ?? startedAt);
  if (failure === undefined) return `run ${toRunName(executionArn)} ${result} at ${at}`;
  const { step, error, catalogue } = failure;
  return `${step} ${error}${catalogue === undefined ? '' : ` (${catalogue})`} at ${at}`;
}

/** What the next run's plan would refuse. */
function judgeConfiguration({ description, schedule }: SecretFacts): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (reason: string): number => findings.push({ word: 'misconfigured', reason });
  if (findHolder(description, AWSCURRENT) === undefined)
    add('it is empty: no version has AWSCURRENT');
  if (description.rotationEnabled && schedule.kind !== 'none')
    add('Secrets Manager’s own rotation is on too');
  if (schedule.kind === 'broken') add(`schedule ${schedule.name}: ${schedule.problem}`);
  try {
    parseSettings(description, { secretId: description.arn });
  } catch (error) {
    if (!isRotationError(error)) throw error;
    add(error.message.replace(/\.$/, ''));
  }
  return findings;
}

function judgeRetirements({ description, now }: SecretFacts): readonly Finding[] {
  return listRetirements(description).flatMap(({ versionId, dueAt }): readonly Finding[] => {
    // Rolled back to: the next plan takes the label off.
    if (listLabels(description, versionId).includes(AWSCURRENT)) return [];
    const until = toMinute(dueAt);
    return now - dueAt > RETIREMENT_MS_MAX
      ? [{ word: 'overdue', reason: `version ${versionId} should have been retired at ${until}` }]
      : [{ word: 'in grace', reason: `version ${versionId} works until ${until}` }];
  });
}

function judgeSchedule(facts: SecretFacts): readonly Finding[] {
  const { schedule, description } = facts;
  // Secrets Manager's own rotation has a schedule of its own, and versions whose names tell nothing.
  if (schedule.kind === 'none' && description.rotationEnabled) return judgeNative(facts);
  if (schedule.kind === 'none') return [{ word: 'unscheduled', reason: 'no schedule starts it' }];
  if (schedule.kind !== 'ours') return [];
  if (!schedule.enabled)
    return [{ word: 'disabled', reason: `schedule ${schedule.name} is disabled` }];
  const missed = findMissedWindow(facts);
  if (missed === undefined) return [];
  const reason = `the window of ${toMinute(missed.opensAt)} passed without a rotation`;
  return [{ word: 'overdue', reason }];
}

function judgeNative({ description, now }: SecretFacts): readonly Finding[] {
  const dueAt = findMissedNative(description, now);
  if (dueAt === undefined) return [];
  const reason = `Secrets Manager’s own rotation was to come by ${toMinute(dueAt)}, and did not`;
  return [{ word: 'overdue', reason }];
}

function judgeNeverRotated({ description, runs }: SecretFacts): readonly Finding[] {
  const isByUs = [...description.labels].some(
    ([versionId, labels]) =>
      isToken(versionId) && labels.some((label) => ['AWSCURRENT', 'AWSPREVIOUS'].includes(label)),
  );
  if (description.rotationEnabled) return [];
  if (isByUs || runs?.some((run) => hasSucceeded(run, description)) === true) return [];
  return [{ word: 'never rotated', reason: 'AWSCURRENT is what somebody put there' }];
}

/** An execution's own name, for its ARN would fill the line. */
function toRunName(executionArn: string): string {
  return executionArn.split(':').at(-1) ?? executionArn;
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function toMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

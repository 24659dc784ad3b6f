// What stands in the queues for what went wrong unheard: starts that schedules could not make, and runs that could not be closed.
// Only some messages are looked at, and all are counted.
import { present } from '../shape.ts';
import type { Commands } from './commands.ts';
import { type Finding, toFinding } from './finding.ts';
import type { QueueContents, QueuedMessage, WatchedStack } from './ports.ts';
import { findSecretId } from './read-schedule.ts';

interface Unheard {
  /** A schedule's name, or a run's ARN: one finding for each. */
  readonly about: string;
  readonly secretId?: string;
  readonly since?: number;
  readonly reason: string;
}

/** @param toName a secret's name where its ARN is known */
export function findRefusedStarts(
  { count, messages }: QueueContents,
  { commands, stack, toName }: QueueContext,
): readonly Finding[] {
  const groups = group(messages.map(toRefusedStart));
  const findings = [...groups].map(([about, starts]) => {
    const { secretId, reason } = starts.at(-1) as Unheard;
    const secret = secretId === undefined ? undefined : toName(secretId);
    return toFinding('start-refused', {
      about,
      secret,
      since: findFirst(starts),
      meaning: `Schedule ${about}: ${toTimes(starts.length)}, last because of ${reason}.`,
      nextCommand:
        secret === undefined ? commands.receive(stack.refusedStartsUrl) : commands.rotate(secret),
    });
  });
  return [
    ...findings,
    ...toRest('start-refused', count - messages.length, commands.receive(stack.refusedStartsUrl)),
  ];
}

export function findUnclosedRuns(
  { count, messages }: QueueContents,
  { commands, stack, toName }: QueueContext,
): readonly Finding[] {
  const groups = group(messages.map(toUnclosedRun));
  const findings = [...groups].map(([about, runs]) => {
    const { secretId, reason } = runs.at(-1) as Unheard;
    const secret = secretId === undefined ? undefined : toName(secretId);
    const look = about.startsWith('arn:')
      ? commands.describeExecution(about)
      : commands.receive(stack.unclosedRunsUrl);
    return toFinding('run-not-closed', {
      about,
      secret,
      since: findFirst(runs),
      meaning: `Run ${about.split(':').at(-1) ?? about} ended as ${reason}; nobody recovered it and nobody was told.`,
      nextCommand: secret === undefined ? look : commands.recover(secret),
    });
  });
  return [
    ...findings,
    ...toRest('run-not-closed', count - messages.length, commands.receive(stack.unclosedRunsUrl)),
  ];
}

export interface QueueContext {
  readonly commands: Commands;
  readonly stack: WatchedStack;
  readonly toName: (secretId: string) => string;
}

/** Scheduler User Guide, "Configuring a dead-letter queue": the input is the body, the story stands in attributes. */
function toRefusedStart({ attributes, body, sentAt }: QueuedMessage): Unheard {
  const scheduledAt = Date.parse(attributes.get('SCHEDULED_TIME') ?? '');
  return {
    about: attributes.get('SCHEDULE_ARN')?.split('/').at(-1) ?? 'unknown',
    ...present('secretId', findSecretId(body)),
    ...present('since', Number.isNaN(scheduledAt) ? sentAt : scheduledAt),
    reason: attributes.get('ERROR_CODE') ?? 'a reason that the queue does not tell',
  };
}

/** EventBridge's own dead letter is the event; a Lambda's failure destination wraps it in `requestPayload`. */
function toUnclosedRun({ body, sentAt }: QueuedMessage): Unheard {
  const record = parseFields(body);
  const detail = toFields(toFields(record['requestPayload'] ?? record)['detail']);
  const endedAt = detail['stopDate'];
  const { executionArn, status, input } = detail;
  return {
    about: typeof executionArn === 'string' ? executionArn : 'unknown',
    ...present('secretId', typeof input === 'string' ? findSecretId(input) : undefined),
    ...present('since', typeof endedAt === 'number' ? endedAt : sentAt),
    reason: typeof status === 'string' ? status : 'nobody knows what',
  };
}

function group(all: readonly Unheard[]): ReadonlyMap<string, readonly Unheard[]> {
  const groups = new Map<string, readonly Unheard[]>();
  for (const one of all) groups.set(one.about, [...(groups.get(one.about) ?? []), one]);
  return groups;
}

function findFirst(all: readonly Unheard[]): number | undefined {
  const times = all.flatMap(({ since }) => (since === undefined ? [] : [since]));
  return times.length === 0 ? undefined : Math.min(...times);
}

function toTimes(count: number): string {
  return count === 1 ? 'one start was refused' : `${String(count)} starts were refused`;
}

function toRest(
  kind: 'start-refused' | 'run-not-closed',
  count: number,
  nextCommand: string,
): readonly Finding[] {
  if (count <= 0) return [];
  const meaning = `${String(count)} more messages stand in the queue than were looked at.`;
  return [toFinding(kind, { about: 'more', meaning, nextCommand })];
}

function parseFields(text: string): Readonly<Record<string, unknown>> {
  try {
    return toFields(JSON.parse(text));
  } catch {
    return {};
  }
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

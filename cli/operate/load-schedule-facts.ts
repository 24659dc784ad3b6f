// Each secret's schedule in the deployed group. Scheduler's list tells names and dates; what a schedule says, the evidence tells
// where it has fired since it was last changed, and is asked for one by one otherwise.
import {
  createRotationSchedules,
  type FoundSchedule,
  type RotationSchedules,
  type ScheduleSummary,
} from '../../src/aws/rotation-schedules.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { isRotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import { parseSchedule } from '../../src/rotation/schedule/parse-schedule.ts';
import type { Schedule } from '../../src/rotation/schedule/schedule.ts';
import { listWindows } from '../../src/rotation/schedule/windows.ts';
import type { ScheduleFact } from '../../src/rotation/secret-facts.ts';
import { readSchedule } from '../../src/rotation/watch/read-schedule.ts';
import type { Evidence } from './load-evidence.ts';
import { type Reading, readEach } from './reading.ts';
import { orRefused } from './refused-read.ts';

/** GetSchedule has hundreds a second in a region (EventBridge Scheduler quotas). */
const SCHEDULES_PER_SECOND = 200;

export interface ScheduleFacts {
  /** By secret ARN. */
  readonly facts: ReadonlyMap<string, ScheduleFact>;
  /** By secret ARN: why its schedule could not be read. */
  readonly refused: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

export async function loadScheduleFacts(
  reading: Reading,
  secrets: readonly SecretDescription[],
  runsOf: Evidence['runsOf'],
): Promise<ScheduleFacts> {
  const { config, clock, findOutput, signal } = reading;
  const group = findOutput('ScheduleGroupName');
  const facts = new Map<string, ScheduleFact>();
  const refused = new Map<string, string>();
  if (group === undefined) {
    return { facts, refused, notes: ['Schedules are not known: the stack has no schedule group.'] };
  }
  const schedules = createRotationSchedules(config, clock, group);
  // One secret's schedule is found by its name; of many, only those that exist are asked for.
  const list = secrets.length > 1 ? await orRefused(listByName(schedules, reading)) : undefined;
  const known = list !== undefined && 'value' in list ? list.value : undefined;
  const machineArn = findOutput('StateMachineArn') ?? '';
  const untold: { readonly arn: string; readonly name: string }[] = [];
  for (const secret of secrets) {
    const name = toScheduleName({ hash: sha256 }, secret);
    const summary = known?.get(name);
    const told =
      summary?.targetArn === machineArn ? findTold(summary, runsOf?.(secret) ?? []) : undefined;
    if (known !== undefined && summary === undefined) facts.set(secret.arn, { kind: 'none' });
    else if (told !== undefined) facts.set(secret.arn, told);
    else untold.push({ arn: secret.arn, name });
  }
  const pace = { what: 'schedules', perSecondMax: SCHEDULES_PER_SECOND };
  await readEach(reading, untold, pace, async ({ arn, name }) => {
    const read = await orRefused(schedules.find(name, signal));
    if ('refused' in read) refused.set(arn, read.refused);
    else facts.set(arn, toFact(read.value, arn, machineArn));
  });
  return { facts, refused, notes: [] };
}

async function listByName(
  schedules: RotationSchedules,
  { signal }: Reading,
): Promise<ReadonlyMap<string, ScheduleSummary>> {
  const summaries = new Map<string, ScheduleSummary>();
  for await (const page of schedules.list(signal)) {
    for (const summary of page) summaries.set(summary.name, summary);
  }
  return summaries;
}

/** By a run that it started since its last change, at a time when a window opens: whoever changed only one of both is looked at. */
function findTold(
  { name, enabled, changedAt, createdAt }: ScheduleSummary,
  runs: readonly RunRecord[],
): ScheduleFact | undefined {
  const since = changedAt ?? createdAt;
  const run = runs.find(({ trigger }) => trigger === 'schedule');
  const { schedule: expression, scheduledAt, window } = run ?? {};
  if (since === undefined || expression === undefined || scheduledAt === undefined)
    return undefined;
  if ((run?.startedAt ?? 0) <= since) return undefined;
  const schedule = findSchedule(expression, window);
  if (schedule === undefined) return undefined;
  const anchor = schedule.kind === 'rate' ? { anchor: scheduledAt } : {};
  for (const { opensAt } of listWindows(schedule, { from: scheduledAt, ...anchor })) {
    if (opensAt !== scheduledAt) break;
    return { kind: 'ours', name, enabled, schedule, since, ...anchor };
  }
  return undefined;
}

function findSchedule(expression: string, window: string | undefined): Schedule | undefined {
  try {
    return parseSchedule(expression, window);
  } catch (error) {
    if (isRotationError(error)) return undefined;
    throw error;
  }
}

function toFact(found: FoundSchedule | undefined, arn: string, machineArn: string): ScheduleFact {
  if (found === undefined) return { kind: 'none' };
  const { name, rotation, enabled, startAt, changedAt, createdAt } = found;
  const { meaning, problem } = readSchedule(found, { machineArn });
  if (problem !== undefined || meaning === undefined) {
    return { kind: 'broken', name, problem: problem ?? 'nobody can tell its windows' };
  }
  if (rotation?.secretId !== arn) {
    return {
      kind: 'broken',
      name,
      problem: `it starts rotations of ${String(rotation?.secretId)}`,
    };
  }
  const anchor = startAt === undefined ? {} : { anchor: startAt };
  const since = changedAt ?? createdAt ?? 0;
  return { kind: 'ours', name, enabled, schedule: meaning, since, ...anchor };
}

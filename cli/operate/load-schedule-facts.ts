// Each secret's schedule in the deployed group. Scheduler's list tells the names; what a schedule says is asked for one by one.
import {
  createRotationSchedules,
  type FoundSchedule,
  type RotationSchedules,
} from '../../src/aws/rotation-schedules.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import type { ScheduleFact } from '../../src/rotation/secret-facts.ts';
import { readSchedule } from '../../src/rotation/watch/read-schedule.ts';
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
  const names = secrets.length > 1 ? await orRefused(listNames(schedules, reading)) : undefined;
  const known = names !== undefined && 'value' in names ? names.value : undefined;
  const pace = { what: 'schedules', perSecondMax: SCHEDULES_PER_SECOND };
  await readEach(reading, secrets, pace, async ({ arn, name }) => {
    const scheduleName = toScheduleName({ hash: sha256 }, { arn, name });
    if (known !== undefined && !known.has(scheduleName)) {
      facts.set(arn, { kind: 'none' });
      return;
    }
    const read = await orRefused(schedules.find(scheduleName, signal));
    if ('refused' in read) refused.set(arn, read.refused);
    else facts.set(arn, toFact(read.value, arn, findOutput('StateMachineArn') ?? ''));
  });
  return { facts, refused, notes: [] };
}

async function listNames(
  schedules: RotationSchedules,
  { signal }: Reading,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const page of schedules.list(signal)) {
    for (const { name } of page) names.add(name);
  }
  return names;
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

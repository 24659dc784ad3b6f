// Each secret's schedule in the deployed group. Scheduler's list tells the names; what a schedule says is asked for one by one.
import {
  createRotationSchedules,
  type FoundSchedule,
  type RotationSchedules,
} from '../../src/aws/rotation-schedules.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { isRotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import { parseSchedule } from '../../src/rotation/schedule/parse-schedule.ts';
import type { ScheduleFact } from '../../src/rotation/secret-facts.ts';
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
    else facts.set(arn, toFact(read.value, arn));
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

function toFact(found: FoundSchedule | undefined, arn: string): ScheduleFact {
  if (found === undefined) return { kind: 'none' };
  const { name, rotation, enabled, startAt, changedAt, createdAt } = found;
  if (rotation === undefined) {
    return {
      kind: 'foreign',
      name,
      problem: 'somebody else made it: it starts no rotation of ours',
    };
  }
  if (rotation.secretId !== arn) {
    return { kind: 'foreign', name, problem: `it starts rotations of ${rotation.secretId}` };
  }
  try {
    const schedule = parseSchedule(rotation.expression, rotation.window);
    const anchor = startAt === undefined ? {} : { anchor: startAt };
    return { kind: 'ours', name, enabled, schedule, since: changedAt ?? createdAt ?? 0, ...anchor };
  } catch (error) {
    if (!isRotationError(error)) throw error;
    return { kind: 'foreign', name, problem: error.message };
  }
}

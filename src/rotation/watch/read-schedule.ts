// What a schedule in the group means: our input says it in people's words, and EventBridge Scheduler's own expression must say the same.
import { isRotationError } from '../errors.ts';
import { parseSchedule } from '../schedule/parse-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { toSchedulerExpression } from '../schedule/to-scheduler.ts';
import type { WatchedSchedule, WatchedStack } from './ports.ts';
import type { ReadSchedule } from './secret-facts.ts';

export function readSchedule(
  found: WatchedSchedule,
  stack: Pick<WatchedStack, 'machineArn'>,
): ReadSchedule {
  const { rotation, targetArn } = found;
  if (rotation === undefined) {
    return { found, problem: 'its input is none that Rekey wrote, so nobody can tell its windows' };
  }
  try {
    const meaning = parseSchedule(rotation.expression, rotation.window);
    const problem =
      targetArn === stack.machineArn
        ? findDrift(found, meaning)
        : `it starts ${targetArn}, not the machine that rotates`;
    const kept = rotation;
    return problem === undefined ? { found, meaning, kept } : { found, problem, kept };
  } catch (error) {
    if (!isRotationError(error)) throw error;
    return { found, problem: error.message.replace(/\.$/, '') };
  }
}

function findDrift(found: WatchedSchedule, meaning: Schedule): string | undefined {
  const { schedulerExpression, timezone, flexible } = found;
  const { expression } = toSchedulerExpression(meaning, 0);
  if (schedulerExpression !== expression) {
    return `it says ${meaning.expression} and fires at ${schedulerExpression}, where ${expression} is meant`;
  }
  if (timezone !== 'UTC') return `it fires in the time zone ${timezone}; windows are in UTC`;
  return flexible ? 'its flexible time window starts runs when their own may be over' : undefined;
}

/** The secret that a schedule starts runs for, whoever wrote its input. */
export function findSecretId(input: string): string | undefined {
  try {
    const fields: unknown = JSON.parse(input);
    if (typeof fields !== 'object' || fields === null || !('secretId' in fields)) return undefined;
    return typeof fields.secretId === 'string' ? fields.secretId : undefined;
  } catch {
    return undefined;
  }
}

// Recovery that could not be finished is tried again by one-time schedules that start the machine in the mode `recover`. The run that
// failed is over by then and stands in nobody's way; the last try says that recovery is given up.
import { toMachineArn } from './machine-arn.ts';
import type { ClosingPorts } from './ports.ts';
import { toRecoveryScheduleName } from './rotation-schedule.ts';
import type { RecoverySchedule, ScheduleRecoveriesEvent } from './state.ts';

const DELAYS = [
  { name: '15m', ms: 900_000 },
  { name: '1h', ms: 3_600_000 },
  { name: '6h', ms: 21_600_000 },
] as const;

/** Doing it twice is harmless: the schedules' names are the run's. @returns when recovery is tried again */
export async function scheduleRecoveries(
  ports: ClosingPorts,
  { executionArn, secretId }: ScheduleRecoveriesEvent,
): Promise<RecoverySchedule> {
  const now = ports.clock.now();
  const triesAt: string[] = [];
  for (const [index, { name, ms }] of DELAYS.entries()) {
    const input = {
      secretId,
      mode: 'recover' as const,
      trigger: 'recovery',
      triesLeft: DELAYS.length - 1 - index,
    };
    await ports.recoveries.schedule(
      {
        name: toRecoveryScheduleName(ports, executionArn, name),
        at: now + ms,
        machineArn: toMachineArn(executionArn),
        input,
      },
      ports.signal,
    );
    triesAt.push(new Date(now + ms).toISOString());
  }
  ports.log.info('recovery is tried again later', { secret: secretId, triesAt: triesAt.join(' ') });
  return { triesAt };
}

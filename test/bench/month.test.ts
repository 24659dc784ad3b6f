// Days of rotations with what is deployed, as the bench rotates for a month: REKEY_TEST_DAYS=30 REKEY_TEST_SECRETS=10 rotates for one here.
import { expect, test } from '@jest/globals';
import { deployCloud } from '../../bench/deployed-cloud.ts';
import {
  type EndedExecution,
  type RotatedDays,
  rotateForDays,
  START,
} from '../../bench/month-of-rotations.ts';

const DAYS = Number(process.env['REKEY_TEST_DAYS'] ?? '2');
const SECRETS = Number(process.env['REKEY_TEST_SECRETS'] ?? '2');
const TEST_MS_MAX = 60_000 + DAYS * SECRETS * 20_000;

test(
  'every daily rotation succeeds, with grace and retirement, and nothing is overdue',
  async () => {
    const rotated = await rotate();
    expect(rotated.executions).toHaveLength(DAYS * SECRETS);
    expect(rotated.executions.map(({ status }) => status)).toEqual(
      rotated.executions.map(() => 'SUCCEEDED'),
    );
    for (const execution of rotated.executions) {
      expect(listStates(execution)).toEqual(
        expect.arrayContaining(['GracePeriod', 'RetirePrevious']),
      );
      expect(toHours(execution)).toBeCloseTo(1, 1);
    }
    // Neither a claim nor a pending version nor one to be retired is left, and the service has one key for each secret.
    expect(rotated.labels).toEqual(rotated.labels.map(() => ['AWSCURRENT', 'AWSPREVIOUS']));
    expect(rotated.keys).toBe(SECRETS);
    // The watch, which looks each day, has found nothing but that nobody is told: no notice has a subscriber here.
    expect(rotated.watches).toHaveLength(DAYS);
    expect(rotated.watches.map(({ output }) => JSON.parse(output) as unknown)).toEqual(
      rotated.watches.map(() => ({ findings: 1, secrets: SECRETS, schedules: SECRETS })),
    );
  },
  TEST_MS_MAX,
);

async function rotate(): Promise<RotatedDays> {
  const cloud = await deployCloud({ manualClock: { startMs: Date.parse(START) }, seed: 'month' });
  try {
    return await rotateForDays(cloud, { days: DAYS, secrets: SECRETS });
  } finally {
    await cloud.close();
  }
}

function listStates({ history }: EndedExecution): readonly string[] {
  return history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

function toHours({ history }: EndedExecution): number {
  const times = history.map(({ timestamp }) => timestamp?.getTime() ?? 0);
  return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 3_600_000;
}

// A month of daily rotations of ten secrets, with what is deployed: how long it takes on a clock that is moved.

import { deployBundle } from './deployed-cloud.ts';
import type { Measurement } from './measurement.ts';
import { type DaysWanted, type RotatedDays, rotateForDays, START } from './month-of-rotations.ts';

const DAYS = Number(process.env['REKEY_BENCH_DAYS'] ?? '30');
const SECRETS = 10;

export async function benchMonth(runs: number): Promise<readonly Measurement[]> {
  return [await measure('generated', runs), await measure('http-api', runs)];
}

async function measure(
  target: NonNullable<DaysWanted['target']>,
  runs: number,
): Promise<Measurement> {
  const seconds: number[] = [];
  const cpuMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const rotated = await rotate(target);
    check(rotated, target);
    seconds.push(rotated.seconds);
    cpuMs.push(rotated.cpuSeconds * 1000);
  }
  const what = `clock: ${String(DAYS)} days of daily rotations of ${String(SECRETS)} secrets, ${target}`;
  return { what, unit: 's', target: DAYS, values: seconds, cpuMs };
}

async function rotate(target: NonNullable<DaysWanted['target']>): Promise<RotatedDays> {
  const endpoint = await deployBundle(
    '--clock',
    'manual',
    '--clock-start',
    START,
    '--seed',
    'month',
  );
  try {
    return await rotateForDays(endpoint, { days: DAYS, secrets: SECRETS, target });
  } finally {
    await endpoint.close();
  }
}

function check({ executions, keys }: RotatedDays, target: DaysWanted['target']): void {
  const succeeded = executions.filter(({ status }) => status === 'SUCCEEDED').length;
  if (succeeded !== DAYS * SECRETS) {
    throw new Error(`Of ${String(DAYS * SECRETS)} rotations ${String(succeeded)} succeeded.`);
  }
  if (target === 'http-api' && keys !== SECRETS) throw new Error(`${String(keys)} keys are left.`);
}

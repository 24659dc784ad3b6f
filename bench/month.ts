// A month of daily rotations of ten secrets, with what is deployed: how long it takes on a clock that is moved.
import type { Measurement } from './measurement.ts';
import { rotateForDays } from './month-of-rotations.ts';

const DAYS = Number(process.env['REKEY_BENCH_DAYS'] ?? '30');
const SECRETS = 10;

export async function benchMonth(runs: number): Promise<readonly Measurement[]> {
  const seconds: number[] = [];
  const cpuMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const rotated = await rotateForDays({ days: DAYS, secrets: SECRETS, seed: 'month' });
    const succeeded = rotated.executions.filter(({ status }) => status === 'SUCCEEDED').length;
    if (succeeded !== DAYS * SECRETS) {
      throw new Error(`Of ${String(DAYS * SECRETS)} rotations ${String(succeeded)} succeeded.`);
    }
    if (rotated.keys !== SECRETS) throw new Error(`${String(rotated.keys)} keys are left.`);
    seconds.push(rotated.seconds);
    cpuMs.push(rotated.cpuSeconds * 1000);
  }
  const what = `clock: ${String(DAYS)} days of daily rotations of ${String(SECRETS)} secrets`;
  return [{ what, unit: 's', target: DAYS, values: seconds, cpuMs }];
}

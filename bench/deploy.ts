// The whole of `sls deploy` into a fresh endpoint, from the start of sls to its end.
import { deployCloud } from './deployed-cloud.ts';
import type { Measurement } from './measurement.ts';

export async function benchDeploy(runs: number): Promise<readonly Measurement[]> {
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const cloud = await deployCloud();
    values.push(cloud.deploySeconds);
    await cloud.close();
  }
  return [{ what: 'sls deploy into a fresh endpoint', unit: 's', target: 8, values }];
}

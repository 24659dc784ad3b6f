// What a Lambda's cold start is made of on our side: the zip that AWS unpacks, and the loading of its code.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Measurement, median } from './measurement.ts';

const execute = promisify(execFile);
const BUNDLES = 'dist/functions';

/** @param runs of each function's loading; a zip is the same each time */
export async function benchLambdas(runs: number): Promise<readonly Measurement[]> {
  const zips = await packageLambdas();
  const loads = await loadLambdas(runs);
  return [
    {
      ...{ what: 'largest Lambda zip', unit: 'KB', target: 200 },
      ...{ values: [Math.max(...Object.values(zips))], parts: zips },
    },
    {
      ...{ what: 'slowest cold require of a Lambda', unit: 'ms', target: 60 },
      ...{ values: [Math.max(...Object.values(loads))], parts: loads },
    },
  ];
}

async function packageLambdas(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  try {
    await execute(process.execPath, [
      'node_modules/serverless/bin/serverless.js',
      ...['package', '--package', folder],
    ]);
    const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'));
    return Object.fromEntries(zips.map((name) => [name, statSync(join(folder, name)).size / 1000]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each in a process of its own; packaging has just written the bundles. Names and medians. */
async function loadLambdas(runs: number): Promise<Readonly<Record<string, number>>> {
  const script =
    'const t = performance.now(); require(require("node:path").resolve(process.argv[1])); console.log(performance.now() - t);';
  const loads: Record<string, number> = {};
  for (const name of readdirSync(BUNDLES).filter((file) => file.endsWith('.cjs'))) {
    const values: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { stdout } = await execute(process.execPath, ['-e', script, join(BUNDLES, name)]);
      values.push(Number(stdout));
    }
    loads[name] = median(values);
  }
  return loads;
}

// What a Lambda's cold start is made of on our side: the zip that AWS unpacks, and the loading of its code.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync, zipSync } from 'fflate';
import { type Measurement, median } from './measurement.ts';

const execute = promisify(execFile);
const BUNDLES = 'dist/functions';
/** Beside them, each read at the first secret that needs it. */
const TARGETS = join(BUNDLES, 'targets');
const DRIVERS = join(BUNDLES, 'drivers');

/** @param runs of each function's loading; a zip is the same each time */
export async function benchLambdas(runs: number): Promise<readonly Measurement[]> {
  const zips = await packageLambdas();
  const loads = await loadFiles(BUNDLES, runs);
  const targets = await loadFiles(TARGETS, runs);
  const drivers = await loadFiles(DRIVERS, runs);
  const targetSizes = sizeOfFiles(TARGETS);
  const driverSizes = sizeOfFiles(DRIVERS);
  return [
    {
      ...{ what: 'largest Lambda zip, without targets and drivers', unit: 'KB', target: 200 },
      ...{ values: [Math.max(...Object.values(zips))], parts: zips },
    },
    {
      ...{ what: 'slowest cold require of a Lambda', unit: 'ms', target: 60 },
      ...toSlowest(loads),
    },
    {
      ...{ what: "largest target, zipped: in a Lambda's zip", unit: 'KB' },
      ...{ values: [Math.max(...Object.values(targetSizes))], parts: targetSizes },
    },
    {
      ...{ what: 'slowest cold require of a target without its driver', unit: 'ms' },
      ...toSlowest(targets),
    },
    {
      ...{ what: "largest driver of a target, zipped: in a Lambda's zip", unit: 'KB' },
      ...{ values: [Math.max(...Object.values(driverSizes))], parts: driverSizes },
    },
    {
      ...{ what: 'slowest cold require of a driver', unit: 'ms', target: 150 },
      ...toSlowest(drivers),
    },
  ];
}

function toSlowest(loads: readonly Load[]): Pick<Measurement, 'values' | 'cpuMs' | 'parts'> {
  const [slowest = NO_LOAD] = [...loads].sort((a, b) => b.milliseconds - a.milliseconds);
  return {
    ...{ values: [slowest.milliseconds], cpuMs: [slowest.cpuMs] },
    parts: Object.fromEntries(loads.map(({ name, milliseconds }) => [name, milliseconds])),
  };
}

async function packageLambdas(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  try {
    await execute(process.execPath, [
      'node_modules/serverless/bin/serverless.js',
      ...['package', '--package', folder],
    ]);
    const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'));
    return Object.fromEntries(
      zips.map((name) => [name, sizeOfCode(readFileSync(join(folder, name)))]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** KB of what is read at every cold start; a target and its driver are read where a secret needs them. */
function sizeOfCode(zip: Uint8Array): number {
  const code = unzipSync(zip, { filter: ({ name }) => !/\/(?:targets|drivers)\//.test(name) });
  return zipSync(code, { level: 9 }).length / 1000;
}

/** KB of each as it lies in a zip. */
function sizeOfFiles(folder: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    listCode(folder).map((name) => {
      const code = readFileSync(join(folder, name));
      return [name, zipSync({ [name]: code }, { level: 9 }).length / 1000];
    }),
  );
}

function listCode(folder: string): readonly string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.cjs'));
}

/** Medians of one function, one target or one driver. */
interface Load {
  readonly name: string;
  readonly milliseconds: number;
  readonly cpuMs: number;
}

const NO_LOAD: Load = { name: 'none', milliseconds: Number.NaN, cpuMs: Number.NaN };
const LOAD_SCRIPT = `
  const file = require('node:path').resolve(process.argv[1]);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  require(file);
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify([performance.now() - began, (user + system) / 1000]));`;

/** Each in a process of its own; packaging has just written the bundles. */
async function loadFiles(folder: string, runs: number): Promise<readonly Load[]> {
  const loads: Load[] = [];
  for (const name of listCode(folder)) {
    const times: [number, number][] = [];
    for (let run = 0; run < runs; run += 1) {
      const argv = ['-e', LOAD_SCRIPT, join(folder, name)];
      const { stdout } = await execute(process.execPath, argv);
      times.push(JSON.parse(stdout) as [number, number]);
    }
    loads.push({
      name,
      milliseconds: median(times.map(([wall]) => wall)),
      cpuMs: median(times.map(([, cpu]) => cpu)),
    });
  }
  return loads;
}

// `npm run bench`: measures, and holds each number against its target. `npm run bench -- start rotation --runs 5 --json`,
// `npm run bench -- endpoint --peer http://127.0.0.1:5000`
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchConsumers } from './consumers.ts';
import { benchDemo } from './demo.ts';
import { benchDeploy } from './deploy.ts';
import { benchEndpoint } from './endpoint.ts';
import { benchLambdas } from './lambdas.ts';
import { benchManySecrets } from './many-secrets.ts';
import { benchMapRun } from './map-run.ts';
import { type Bench, type Measurement, median, toLine } from './measurement.ts';
import { benchMonth } from './month.ts';
import { benchRotation } from './rotation.ts';
import { benchStart } from './start.ts';
import { benchStateMachines } from './state-machines.ts';
import { benchStatus } from './status.ts';
import { benchWatch } from './watch.ts';
import { benchWindows } from './windows.ts';

/** In this order where none is named, each with as many runs as its length allows. */
const BENCHES: Readonly<
  Record<string, { readonly run: Bench; readonly runs: number; readonly byNameOnly?: true }>
> = {
  start: { run: benchStart, runs: 15 },
  endpoint: { run: benchEndpoint, runs: 7 },
  secrets: { run: benchManySecrets, runs: 9 },
  lambdas: { run: benchLambdas, runs: 9 },
  deploy: { run: benchDeploy, runs: 3 },
  rotation: { run: benchRotation, runs: 15 },
  windows: { run: benchWindows, runs: 15 },
  'state-machines': { run: benchStateMachines, runs: 7 },
  'map-run': { run: benchMapRun, runs: 3 },
  status: { run: benchStatus, runs: 9 },
  demo: { run: benchDemo, runs: 1 },
  month: { run: benchMonth, runs: 1 },
  watch: { run: benchWatch, runs: 1, byNameOnly: true }, // ten minutes
  consumers: { run: benchConsumers, runs: 1, byNameOnly: true }, // minutes for each target
};

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.exitCode = await main(process.argv.slice(2));

/** Exit code 1 where a bench could not run: a number over its target is told, not punished. */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string' },
      peer: { type: 'string' },
    },
  });
  const usual = Object.keys(BENCHES).filter((name) => BENCHES[name]?.byNameOnly !== true);
  const names = positionals.length === 0 ? usual : positionals;
  const peer = values.peer === undefined ? {} : { peer: values.peer };
  let exitCode = 0;
  for (const name of names) {
    const bench = BENCHES[name];
    if (bench === undefined) {
      console.error(`No bench ${name}: expected one of ${Object.keys(BENCHES).join(', ')}.`);
      return 2;
    }
    try {
      const runs = values.runs === undefined ? bench.runs : Number(values.runs);
      print(await bench.run(runs, peer), values.json);
    } catch (error) {
      console.error(`${name}: ${(error as Error).message}`);
      exitCode = 1;
    }
  }
  return exitCode;
}

function print(measurements: readonly Measurement[], json: boolean): void {
  for (const measurement of measurements) {
    console.log(json ? toJson(measurement) : toLine(measurement));
    if (json || measurement.parts === undefined) continue;
    const parts = Object.entries(measurement.parts).map(
      ([name, part]) => `${name} ${part.toFixed(0)}`,
    );
    console.log(`     ${parts.join(', ')}`);
  }
}

function toJson(measurement: Measurement): string {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: loadavg()[0],
    node: process.version,
  };
  return JSON.stringify({ ...measurement, median: median(measurement.values), machine });
}

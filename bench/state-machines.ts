// What running state machines costs: transitions, an execution over HTTP from start to end, executions that only wait.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startEndpoint } from './load/server-process.ts';
import { type Measurement, median } from './measurement.ts';
import { connect, type StatesClient } from './state-machines/client.ts';
import { createLoop, createRow, type Loop } from './state-machines/loop.ts';
import { runInStepper } from './state-machines/stepper.ts';
import { measureWaiting } from './state-machines/waiting.ts';

const LOOP = createLoop(4000);
const SHORT_LOOP = createLoop(500);
const AT_ONCE = 16;
const ROWS = 20;

/** One way of running the loop: how long it took, and how long processors worked. */
interface Taken {
  readonly rate: number;
  readonly cpuMs: number;
  /** Transitions in a second that processors worked for them. */
  readonly rateByCpu: number;
}

export async function benchStateMachines(runs: number): Promise<readonly Measurement[]> {
  const stepper = await repeat(runs, () =>
    takeTime(LOOP.transitions, ownCpuMs, () => runInStepper(LOOP)),
  );
  const memory = await measureEndpoint(runs);
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  const durable = await measureEndpoint(runs, '--data', folder);
  rmSync(folder, { recursive: true });
  const waitingMb = await repeat(Math.min(runs, 3), measureWaiting);
  return [
    toRate('state machines: Pass/Choice loop, stepper alone', 10_000, stepper),
    toRate('state machines: the same in an endpoint in memory', 10_000, memory.loop),
    toRate(`state machines: ${String(AT_ONCE)} at once in memory`, 10_000, memory.atOnce),
    toRate('state machines: the same loop with --data', 2000, durable.loop),
    toRate(`state machines: ${String(AT_ONCE)} at once with --data`, 2000, durable.atOnce),
    {
      ...{ what: 'state machines: ten Pass states, start to SUCCEEDED', unit: 'ms', target: 8 },
      values: memory.rowsMs,
      parts: { 'CPU µs': memory.rowsCpuMs * 1000 },
    },
    {
      ...{ what: 'state machines: the same with --data', unit: 'ms' },
      values: durable.rowsMs,
      parts: { 'CPU µs': durable.rowsCpuMs * 1000 },
    },
    {
      ...{ what: 'state machines: 1,000 executions that wait', unit: 'MB', target: 20 },
      values: waitingMb,
    },
  ];
}

interface OfEndpoint {
  readonly loop: readonly Taken[];
  readonly atOnce: readonly Taken[];
  readonly rowsMs: readonly number[];
  /** Of the endpoint, for each. */
  readonly rowsCpuMs: number;
}

async function measureEndpoint(runs: number, ...options: readonly string[]): Promise<OfEndpoint> {
  const server = await startEndpoint(...options);
  const client = await connect(server.url);
  try {
    const run = async (loops: readonly string[], { transitions }: Loop): Promise<Taken> =>
      await takeTime(
        transitions * loops.length,
        () => server.cpuMs(),
        async () => {
          await Promise.all(loops.map((machine) => runOnce(client, machine)));
        },
      );
    const loop = await client.createMachine('loop', LOOP.definition);
    const shortLoop = await client.createMachine('short-loop', SHORT_LOOP.definition);
    const row = await client.createMachine('row', createRow(10));
    const all = Array.from({ length: AT_ONCE }, () => shortLoop);
    await runOnce(client, shortLoop);
    return {
      loop: await repeat(runs, () => run([loop], LOOP)),
      atOnce: await repeat(runs, () => run(all, SHORT_LOOP)),
      ...(await measureRows(runs * ROWS, server, () => runOnce(client, row))),
    };
  } finally {
    client.close();
    await server.stop();
  }
}

async function measureRows(
  times: number,
  server: ServerProcess,
  work: () => Promise<void>,
): Promise<Pick<OfEndpoint, 'rowsMs' | 'rowsCpuMs'>> {
  const cpuMs = server.cpuMs();
  const rowsMs = await repeat(times, () => takeMs(work));
  return { rowsMs, rowsCpuMs: (server.cpuMs() - cpuMs) / times };
}

async function runOnce(client: StatesClient, machineArn: string): Promise<void> {
  await client.waitForEnd(await client.start(machineArn));
}

async function takeTime(
  transitions: number,
  readCpuMs: () => number,
  work: () => Promise<void>,
): Promise<Taken> {
  const cpuMs = readCpuMs();
  const seconds = (await takeMs(work)) / 1000;
  const worked = readCpuMs() - cpuMs;
  return { rate: transitions / seconds, cpuMs: worked, rateByCpu: (transitions / worked) * 1000 };
}

async function takeMs(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function repeat<Result>(
  times: number,
  work: () => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let time = 0; time < times; time += 1) results.push(await work());
  return results;
}

function toRate(what: string, target: number, taken: readonly Taken[]): Measurement {
  return {
    ...{ what, unit: '/s', target, isLeast: true },
    values: taken.map(({ rate }) => rate),
    cpuMs: taken.map(({ cpuMs }) => cpuMs),
    parts: { '/s of CPU': median(taken.map(({ rateByCpu }) => rateByCpu)) },
  };
}

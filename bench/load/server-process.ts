// A server as a process of its own, that prints its address when it listens: the endpoint from its bundle, or the bare one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readCpuMs } from '../process-cpu.ts';

export interface ServerProcess {
  readonly url: string;
  /** Milliseconds that processors have worked for it so far. */
  cpuMs(): number;
  /** Resident memory, now. */
  memoryMb(): number;
  stop(): Promise<void>;
}

/** @param options of `rekey local` */
export function startEndpoint(...options: readonly string[]): Promise<ServerProcess> {
  const bundle = process.env['REKEY_BENCH_BUNDLE'] ?? 'dist/rekey.mjs';
  return start([bundle, 'local', '--port', '0', '--quiet', ...options]);
}

/** @param bytes of its constant answer */
export function startBareServer(bytes: number): Promise<ServerProcess> {
  return start(['--import', 'tsx', 'bench/bare-server.ts', String(bytes)]);
}

async function start(args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const url = await findUrl(child.stdout);
  if (url === undefined) throw new Error(`${args.join(' ')} did not start: npm run build`);
  return {
    url,
    cpuMs: () => readCpuMs(child.pid) ?? Number.NaN,
    memoryMb: () => readMemoryMb(child.pid),
    stop: async () => {
      child.kill('SIGINT');
      await closed;
    },
  };
}

async function findUrl(output: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: output })) {
    const url = /http:\/\/[\w.:[\]]+/u.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  return undefined;
}

/** proc_pid_status(5); undefined elsewhere than on Linux, which the result tells as NaN. */
function readMemoryMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1]) / 1024;
}

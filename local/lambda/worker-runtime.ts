// Runs functions from their zips in worker threads. Sandboxes are kept warm for the next invocation of the same
// function, code and variables, and end after a while without work.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Clock, toRealTime } from '../clock.ts';
import type { LambdaInvocation, LambdaRuntime } from '../lambda-runtime.ts';
import { createCodeFolders } from './code-folders.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { toExitPayload } from './sandbox-errors.ts';

export interface WorkerRuntimeOptions {
  readonly clock: Clock;
  /** Lambda quotas: a synchronous invocation's response payload. */
  readonly responseBytesMax: number;
  /** How long a sandbox without work is kept. */
  readonly idleMsMax?: number;
  /** Sandboxes without work that are kept at once; the one that rested longest ends first. */
  readonly idleSandboxesMax?: number;
  /** Where worker.mjs lies; beside this module, or beside the bundle that holds it. */
  readonly workerUrl?: URL;
}

/** What Node itself exits with where it does not know an option. */
const EXIT_BAD_OPTIONS = 9;

interface Idle {
  readonly key: string;
  readonly sandbox: Sandbox;
  readonly since: number;
}

export function createWorkerRuntime(options: WorkerRuntimeOptions): LambdaRuntime {
  const { clock, responseBytesMax, idleMsMax = 5 * 60_000, idleSandboxesMax = 32 } = options;
  const realClock = toRealTime(clock);
  const workerUrl = options.workerUrl ?? new URL('./worker.mjs', import.meta.url);
  const folders = createCodeFolders();
  const busy = new Set<Sandbox>();
  const stopped = new AbortController();
  /** In the order in which they came to rest. */
  let idle: readonly Idle[] = [];
  let reaping = false;

  const take = (key: string): Sandbox | undefined => {
    const found = idle.findLast((entry) => entry.key === key && entry.sandbox.isAlive());
    idle = idle.filter((entry) => entry !== found && entry.sandbox.isAlive());
    return found?.sandbox;
  };

  const endOldest = (count: number): void => {
    for (const { sandbox } of idle.slice(0, count)) void sandbox.end();
    idle = idle.slice(count);
  };

  const rest = (key: string, sandbox: Sandbox): void => {
    if (!sandbox.isAlive()) return;
    if (stopped.signal.aborted) {
      void sandbox.end();
      return;
    }
    idle = [...idle, { key, sandbox, since: realClock.now() }];
    endOldest(Math.max(0, idle.length - idleSandboxesMax));
    if (!reaping) void reap();
  };

  /** Sleeps only while there is something to end, so that an idle endpoint has no timer. */
  const reap = async (): Promise<void> => {
    reaping = true;
    for (let [oldest] = idle; oldest !== undefined; [oldest] = idle) {
      const ms = Math.max(0, oldest.since + idleMsMax - realClock.now());
      await realClock.sleep(ms, stopped.signal).catch(() => undefined);
      if (stopped.signal.aborted) break;
      endOldest(idle.filter(({ since }) => since + idleMsMax <= realClock.now()).length);
    }
    reaping = false;
  };

  /** Undefined where the function's NODE_OPTIONS are none that Node knows. */
  const start = (invocation: LambdaInvocation): Sandbox | undefined => {
    if (!existsSync(workerUrl)) throw new Error(`No Lambda worker at ${workerUrl.pathname}`);
    const taskRoot = folders.unpack(invocation.codeSha256, invocation.readCode);
    try {
      return startSandbox(invocation, { clock, workerUrl, responseBytesMax, taskRoot });
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'ERR_WORKER_INVALID_EXEC_ARGV')
        throw error;
      return undefined;
    }
  };

  return {
    invoke: async (invocation) => {
      const key = toKey(invocation);
      const sandbox = take(key) ?? start(invocation);
      if (sandbox === undefined) {
        return { kind: 'died', payload: toExitPayload(invocation.requestId, EXIT_BAD_OPTIONS) };
      }
      busy.add(sandbox);
      try {
        return await sandbox.run(invocation);
      } finally {
        busy.delete(sandbox);
        rest(key, sandbox);
      }
    },
    stop: async () => {
      stopped.abort();
      const all = [...busy, ...idle.map(({ sandbox }) => sandbox)];
      idle = [];
      await Promise.all(all.map(async (sandbox) => await sandbox.end()));
      folders.remove();
    },
  };
}

function toKey(invocation: LambdaInvocation): string {
  const { functionArn, codeSha256, handler, memoryMiB, environment } = invocation;
  return createHash('sha256')
    .update(JSON.stringify([functionArn, codeSha256, handler, memoryMiB, environment]))
    .digest('hex');
}

// `rekey local --data` as people run it, from a bundle of the test's own: started, killed, and started again.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface Bundle {
  /**
   * @param data the folder
   * @param mount options of a tmpfs over the folder, which only this process sees; Linux
   */
  start(data: string, mount?: string): EndpointProcess;
  remove(): void;
}

export interface EndpointProcess {
  readonly pid: number | undefined;
  /** Undefined where it died before it listened. */
  readonly url: Promise<string | undefined>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** What it wrote to standard error; all of it once it has ended. */
  errors(): string;
  /** As `kill -9` does. */
  kill(): Promise<void>;
  /** As Ctrl-C does. Answers the exit code. */
  stop(): Promise<number | null>;
}

/** Below node_modules, where the bundle finds the one package that is not in it. */
const CACHE = 'node_modules/.cache';

export async function buildBundle(): Promise<Bundle> {
  mkdirSync(CACHE, { recursive: true });
  const folder = resolve(mkdtempSync(join(CACHE, 'rekey-kill-')));
  await promisify(execFile)(process.execPath, ['build/cli.mjs', folder]);
  const program = join(folder, 'rekey.mjs');
  return {
    start: (data, mount) => {
      const command = [process.execPath, program, 'local', '--port', '0', '--quiet'];
      const [file, ...args] =
        mount === undefined
          ? [...command, '--data', data]
          : [...IN_NAMESPACE, MOUNT_AND_RUN, mount, data, ...command, '--data', data];
      return toEndpoint(spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const IN_NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'];
/** The last `exec` leaves one process, so that a signal to it reaches the endpoint. */
const MOUNT_AND_RUN = 'mount -t tmpfs -o "$0" tmpfs "$1" && shift && exec "$@"';

function toEndpoint(child: ChildProcess): EndpointProcess {
  const ended = once(child, 'close').then(() => child.exitCode);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return {
    pid: child.pid,
    url: findUrl(child),
    ended,
    errors: () => errors,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGINT');
      return await ended;
    },
  };
}

async function findUrl({ stdout }: ChildProcess): Promise<string | undefined> {
  if (stdout === null) return undefined;
  for await (const line of createInterface({ input: stdout })) {
    const url = /http:\/\/[\w.:]+/u.exec(line)?.[0];
    if (url === undefined) continue;
    stdout.resume(); // what comes after is of no interest, but must not fill the pipe
    return url;
  }
  return undefined;
}

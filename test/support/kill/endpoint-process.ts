// `rekey local --data` as people run it, from a bundle of the test's own: started, killed, and started again.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface Bundle {
  /** @param data the folder; a start that was killed in time gives no address */
  start(data: string): EndpointProcess;
  remove(): void;
}

export interface EndpointProcess {
  /** Undefined where it died before it listened. */
  readonly url: Promise<string | undefined>;
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
  return {
    start: (data) =>
      toEndpoint(
        spawn(
          process.execPath,
          [join(folder, 'rekey.mjs'), 'local', '--port', '0', '--quiet', '--data', data],
          { stdio: ['ignore', 'pipe', 'pipe'] },
        ),
      ),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function toEndpoint(child: ChildProcess): EndpointProcess {
  const closed = once(child, 'close');
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return {
    url: findUrl(child),
    errors: () => errors,
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    stop: async () => {
      child.kill('SIGINT');
      await closed;
      return child.exitCode;
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

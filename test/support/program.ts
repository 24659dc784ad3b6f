// A service of Debian's as a child of the test: found, started, awaited until it answers, and stopped by its process id.
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { createSystemClock } from '../../local/clock.ts';

const FOLDERS = [
  ...(process.env['PATH'] ?? '').split(':'),
  '/usr/sbin',
  '/usr/local/sbin',
  ...listPostgresFolders(),
];
const START_MS_MAX = 110_000;

/**
 * The program's path. Where it is not there the suite is skipped with a line that names the package; with REKEY_REQUIRE_SERVICES=1
 * it fails instead.
 */
export function describeWithProgram(
  program: string,
  debianPackage: string,
  suite: (path: string) => void,
): void {
  const path = findProgram(program);
  if (path !== undefined) {
    suite(path);
    return;
  }
  const line = `${program} is not installed (Debian: ${debianPackage})`;
  if (process.env['REKEY_REQUIRE_SERVICES'] === '1') throw new Error(line);
  // biome-ignore lint/suspicious/noSkippedTests: the line in the report says what is missing on this machine
  describe.skip(line, () => {
    suite(program);
  });
}

export function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find(isExecutable);
}

export interface RunningProgram {
  /** What it printed so far. */
  readonly output: () => string;
  /** SIGTERM where nothing else is said: a service that takes its time to end may be killed. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** @param port answers once the program takes connections */
export async function startProgram(
  path: string,
  args: readonly string[],
  port: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<RunningProgram> {
  const child = spawn(path, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const clock = createSystemClock();
  const endsAt = clock.now() + START_MS_MAX;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || clock.now() > endsAt) {
      child.kill('SIGKILL');
      throw new Error(`${path} did not start:\n${output}`);
    }
    await clock.sleep(20);
  }
  return {
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      await stop(child, signal);
    },
  };
}

function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    child.kill(signal);
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** Debian keeps them out of the PATH, a folder for each version: the newest first. */
function listPostgresFolders(): readonly string[] {
  const parent = '/usr/lib/postgresql';
  if (!existsSync(parent)) return [];
  const versions = readdirSync(parent).sort((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(parent, version, 'bin'));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

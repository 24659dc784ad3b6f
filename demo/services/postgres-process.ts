// The process of a PostgreSQL with SCRAM passwords enforced: the one that npm brings along, or an installed one. Both refuse to run as
// root, and there run as `postgres`.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownByPostgres } from './postgres-owner.ts';
import { findPostgresPrograms } from './postgres-programs.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface PostgresLaunch {
  /** A folder of the server's own. */
  readonly parent: string;
  readonly port: number;
  readonly admin: Login;
  /** Lines of postgresql.conf, such as `ssl=on`. */
  readonly settings: readonly string[];
  /** The folder of an installed one's programs. */
  readonly programs?: string;
  /** Called with the folder of its data before it starts. */
  readonly prepare?: (folder: string) => void;
}

export interface RunningPostgres {
  /** The server's log so far. */
  readonly readLog: () => string;
  readonly stop: () => Promise<void>;
}

const READY = 'ready to accept connections';

export async function launchPostgres(launch: PostgresLaunch): Promise<RunningPostgres> {
  const { parent, port, admin, settings, prepare } = launch;
  const owner = ownByPostgres(parent);
  const programs = launch.programs ?? findPostgresPrograms(parent, owner);
  const data = join(parent, 'data');
  const passwordFile = join(parent, 'password');
  writeFileSync(passwordFile, admin.password, { mode: 0o600 });
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  await promisify(execFile)(
    join(programs, 'initdb'),
    [
      ...['-D', data, '-U', admin.username, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--lc-messages', 'C', '--no-sync'],
    ],
    { ...owner },
  );
  rmSync(passwordFile);
  prepare?.(data);
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...owner,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
      if (log.includes(READY)) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not come up:\n${log}`)));
  });
  return {
    readLog: () => log,
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}

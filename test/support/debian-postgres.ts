// A PostgreSQL of Debian's for one test: its own folder and port, passwords enforced, no TLS.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSystemClock } from '../../local/clock.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface DebianPostgres {
  readonly host: string;
  readonly port: number;
  /** The superuser. */
  readonly admin: Login;
  /** As the admin, in the database `postgres`. */
  readonly run: (sql: string) => Promise<void>;
  /** Whether a login of its own over TCP answers a query. */
  readonly accepts: (login: Login) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
const FOLDERS = ['17', '16', '15', '14'].map((version) => `/usr/lib/postgresql/${version}/bin`);
const START_POLLS_MAX = 600;
const POLL_MS = 100;
const clock = createSystemClock();

/** The folder with initdb, postgres and psql; undefined where Debian's package postgresql is not installed. */
export function findPostgresPrograms(): string | undefined {
  return FOLDERS.find((folder) => existsSync(join(folder, 'initdb')));
}

export async function startDebianPostgres(programs: string): Promise<DebianPostgres> {
  const admin = { username: 'admin', password: createUuid(createSystemRandom()) };
  const folder = await mkdtemp(join(tmpdir(), 'rekey-postgres-'));
  const owner = await findOwner(folder);
  const passwordFile = join(folder, 'password');
  const data = join(folder, 'data');
  await writeFile(passwordFile, admin.password, { mode: 0o600 });
  if (owner !== undefined) await chown(passwordFile, owner.uid, owner.gid);
  await promisify(execFile)(
    join(programs, 'initdb'),
    [
      ...['-D', data, '-U', admin.username, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--no-sync'],
    ],
    owner,
  );
  const port = await findFreePort();
  const settings = ['-c', `listen_addresses=${HOST}`, '-c', 'fsync=off'];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-k', folder, ...settings],
    { ...owner, stdio: 'ignore' },
  );

  const psql = async ({ username, password }: Login, sql: string): Promise<void> => {
    const address = ['-h', HOST, '-p', String(port), '-U', username, '-d', 'postgres'];
    await promisify(execFile)(
      join(programs, 'psql'),
      [...address, '-w', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql],
      { env: { PGPASSWORD: password, PGCONNECT_TIMEOUT: '10' } },
    );
  };
  const close = async (): Promise<void> => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await becomesTrue(() => psql(admin, 'SELECT 1')))) {
    await close();
    throw new Error('PostgreSQL did not come up.');
  }
  return {
    ...{ host: HOST, port, admin, close },
    run: async (sql) => await psql(admin, sql),
    accepts: async (login) => {
      try {
        await psql(login, 'SELECT 1');
        return true;
      } catch (error) {
        const { stderr = '' } = error as { stderr?: string };
        // Anything else than a refused password is a fault of the test.
        if (stderr.includes('password authentication failed')) return false;
        throw error;
      }
    },
  };
}

/** PostgreSQL refuses to run as root: there it runs as the package's own user. */
async function findOwner(
  folder: string,
): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const toNumber = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres']).toString().trim());
  const owner = { uid: toNumber('-u'), gid: toNumber('-g') };
  await chown(folder, owner.uid, owner.gid);
  return owner;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

async function becomesTrue(attempt: () => Promise<void>): Promise<boolean> {
  for (let count = 0; count < START_POLLS_MAX; count += 1) {
    try {
      await attempt();
      return true;
    } catch {
      await clock.sleep(POLL_MS);
    }
  }
  return false;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill('SIGINT');
  await once(server, 'exit');
}

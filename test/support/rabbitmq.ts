// A broker of Debian's rabbitmq-server for one test: its own folder, ports and name server, and whoever stands beside it. Its two services,
// AMQP and the management API, answer on one port, so that one proxy can break the calls to both.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../demo/services/free-port.ts';
import { createSystemClock } from '../../local/clock.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { startProgram } from './program.ts';

/** Debian's own wrapper changes the user and the folders. */
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const CONTROL = '/usr/lib/rabbitmq/bin/rabbitmqctl';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Rabbitmq {
  /** Of both services. */
  readonly port: number;
  readonly tlsPort: number;
  readonly ca: string;
  /** With the tag administrator. */
  readonly admin: Login;
  /** A user of the virtual host /. */
  createUser(tags?: string): Promise<Login>;
  /** A request to the management API, as the admin or another. @returns status and answer */
  ask(method: string, path: string, body?: object, login?: Login): Promise<Answer>;
  accepts(login: Login): Promise<boolean>;
  /** The command rabbitmqctl, which takes seconds. */
  control(...args: readonly string[]): void;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export async function startRabbitmq(): Promise<Rabbitmq> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-rabbitmq-'));
  const admin = { username: 'admin', password: createUuid(createSystemRandom()) };
  const { ports, tls, environment } = await configure(folder, admin);
  const program = await startProgram(SERVER, [], ports.management, environment);
  const front = await startFront(ports);

  const ask: Rabbitmq['ask'] = async (method, path, body, login = admin) => {
    const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const response = await fetch(`http://127.0.0.1:${String(ports.management)}/api/${path}`, {
      method,
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  };
  await becomesReady(async () => (await ask('GET', 'whoami')).status === 200);
  let users = 0;

  return {
    port: front.port,
    tlsPort: ports.tls,
    ca: tls.ca,
    admin,
    createUser: async (tags = '') => {
      users += 1;
      const login = {
        username: `app-${String(users)}`,
        password: createUuid(createSystemRandom()),
      };
      await ask('PUT', `users/${login.username}`, { password: login.password, tags });
      const all = { configure: '.*', write: '.*', read: '.*' };
      await ask('PUT', `permissions/%2F/${login.username}`, all);
      return login;
    },
    ask,
    accepts: async (login) => {
      const { status, body } = await ask('GET', 'whoami', undefined, login);
      // It spells the word with an s where the password is right, but the user may not use this API.
      return status === 200 || (body as { error?: unknown }).error === 'not_authorised';
    },
    control: (...args) => {
      execFileSync(CONTROL, args, { env: { ...process.env, ...environment }, stdio: 'pipe' });
    },
    close: async () => {
      await front.close();
      await program.stop('SIGKILL');
      execFileSync('epmd', ['-kill'], { env: { ...process.env, ...environment }, stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Ports {
  readonly amqp: number;
  readonly tls: number;
  readonly management: number;
}

async function configure(
  folder: string,
  admin: Login,
): Promise<{
  readonly ports: Ports;
  readonly tls: Certificate;
  readonly environment: Readonly<Record<string, string>>;
}> {
  const ports = {
    amqp: await findFreePort(),
    tls: await findFreePort(),
    management: await findFreePort(),
  };
  const [distribution, names] = [await findFreePort(), await findFreePort()];
  const tls = makeCertificate(folder);
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'plugins'), '[rabbitmq_management].');
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    [
      `listeners.tcp.1 = 127.0.0.1:${String(ports.amqp)}`,
      `listeners.ssl.1 = 127.0.0.1:${String(ports.tls)}`,
      `ssl_options.cacertfile = ${tls.certificate}`,
      `ssl_options.certfile = ${tls.certificate}`,
      `ssl_options.keyfile = ${tls.key}`,
      'ssl_options.verify = verify_none',
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${String(ports.management)}`,
      `default_user = ${admin.username}`,
      `default_pass = ${admin.password}`,
    ].join('\n'),
    { mode: 0o600 },
  );
  const environment = {
    HOME: join(folder, 'home'), // of the Erlang cookie
    RABBITMQ_NODENAME: `rekey-${String(names)}@localhost`,
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CTL_DIST_PORT_MIN: String(distribution + 1),
    RABBITMQ_CTL_DIST_PORT_MAX: String(distribution + 20),
    ERL_EPMD_PORT: String(names),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_RELAXED_COMMAND_CHECK: 'true', // it may be ended
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RUNNING_UNDER_SYSTEMD: 'true', // the script becomes the server, so the child's id is the server's
  };
  return { ports, tls, environment };
}

/** A client of AMQP says so first. */
async function startFront({ amqp, management }: Ports): Promise<{
  readonly port: number;
  readonly close: () => Promise<void>;
}> {
  const sockets = new Set<Socket>();
  const front = createServer((client) => {
    client.once('data', (first: Buffer) => {
      const isAmqp = first.subarray(0, 4).toString('latin1') === 'AMQP';
      const service = dial(isAmqp ? amqp : management, '127.0.0.1');
      service.write(first);
      client.pipe(service).pipe(client);
      for (const socket of [client, service]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          client.destroy();
          service.destroy();
          sockets.delete(socket);
        });
      }
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const address = front.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}

async function becomesReady(isReady: () => Promise<boolean>): Promise<void> {
  const clock = createSystemClock();
  while (!(await isReady())) await clock.sleep(100);
}

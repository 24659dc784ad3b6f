// A user of a real Redis with an ACL file: the contract of targets, and what it does not ask.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { findFreePort } from '../../../../demo/services/free-port.ts';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createRedis } from '../../../../src/targets/redis/redis.ts';
import { MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import { describeWithProgram, startProgram } from '../../../support/program.ts';
import { createTargetContext } from '../../../support/target-context.ts';

interface RedisServer {
  readonly port: number;
  readonly admin: Login;
  /** As the admin. */
  call(command: string, ...args: readonly string[]): Promise<unknown>;
  createUser(): Promise<Login>;
  accepts(login: Login): Promise<boolean>;
  readAclFile(): string;
  close(): Promise<void>;
}

interface Login {
  readonly username: string;
  readonly password: string;
}

describeWithProgram('redis-server', 'redis-server', (path) => {
  testTargetContract('redis', async () => await startFixture(path), {
    ...{ ...MADE_HERE, ...NO_ECHO, ...NO_POLICY },
  });

  let server: RedisServer;
  let replica: RedisServer;
  let admin: SecretValue;
  beforeAll(async () => {
    server = await startRedis(path);
    replica = await startRedis(path);
    admin = new SecretValue(JSON.stringify(server.admin));
  });
  afterAll(async () => {
    await server.close();
    await replica.close();
  });

  test('what was added and removed is in the ACL file, so a restart forgets nothing', async () => {
    const login = await server.createUser();
    const current = toSecret([server.port], login);
    const context = createTargetContext('file', { admin });
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    expect(server.readAclFile()).toContain(digest(toLogin(pending).password));
    await create().retire?.({ current: pending, previous: current }, context);
    expect(server.readAclFile()).not.toContain(digest(login.password));
    expect(server.readAclFile()).toContain(digest(toLogin(pending).password));
  });

  test('a session that was open before goes on when its password is removed', async () => {
    const login = await server.createUser();
    const session = await open(server.port, login);
    const current = toSecret([server.port], login);
    const context = createTargetContext('open', { admin });
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    await create().retire?.({ current: pending, previous: current }, context);
    expect(await server.accepts(login)).toBe(false);
    expect(await session.ping()).toBe('PONG');
    session.disconnect();
  });

  test('every node learns the new password; one that refuses it is told', async () => {
    const login = await server.createUser();
    await replica.call('ACL', 'SETUSER', login.username, 'on', '+ping', `>${login.password}`);
    await replica.call(
      'ACL',
      'SETUSER',
      server.admin.username,
      'on',
      '+@all',
      `>${server.admin.password}`,
    );
    const current = toSecret([server.port, replica.port], login);
    const context = createTargetContext('nodes', { admin });
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    expect(await server.accepts(toLogin(pending))).toBe(true);
    expect(await replica.accepts(toLogin(pending))).toBe(true);
    await replica.call('ACL', 'SETUSER', login.username, `!${digest(toLogin(pending).password)}`);
    expect(await create().verify?.(pending, context)).toBe('refused');
    await expect(create().test?.({ current, pending }, context)).rejects.toMatchObject({
      code: 'Rekey.CredentialRefused',
    });
  });

  test('a user without an admin changes itself where its rights let it, and is told where they do not', async () => {
    const own = await server.createUser();
    await server.call('ACL', 'SETUSER', own.username, '+acl');
    const context = createTargetContext('own');
    const current = toSecret([server.port], own);
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    expect(await server.accepts(toLogin(pending))).toBe(true);

    const weak = toSecret([server.port], await server.createUser());
    const call = create().set?.(
      { current: weak, pending: await create().create(weak, context) },
      context,
    );
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('+acl') as unknown,
    });
  });

  test.each([
    ['a user that any password lets in', ['nopass'], 'nopass'],
    ['a user that is not there', undefined, 'found a node without it'],
  ])('%s is refused, and left as it is', async (_title, rules, message) => {
    const login = { username: createUuid(createSystemRandom()), password: 'p'.repeat(20) };
    if (rules !== undefined) await server.call('ACL', 'SETUSER', login.username, 'on', ...rules);
    const current = toSecret([server.port], login);
    const context = createTargetContext('odd', { admin });
    const pending = await create().create(current, context);
    await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining(message) as unknown,
    });
    const found = await server.call('ACL', 'GETUSER', login.username);
    expect(found === null).toBe(rules === undefined);
  });
});

test.each([
  [{ nodes: [] }, 'nodes in secret JSON: expected a list'],
  [{ nodes: [5] }, 'nodes in secret JSON: expected texts'],
  [{ host: 'h', port: 'x' }, 'port in secret JSON: expected a port'],
  [{ host: 'h', password: '' }, 'password in secret JSON: expected a text that is not empty'],
])('a secret with %j is refused', (fields, message) => {
  const value = new SecretValue(JSON.stringify({ password: 'p', ...fields }));
  expect(() => {
    create().check(value);
  }).toThrow(message);
});

function create(): Target {
  return createRedis(new Map([['tls', 'off']]));
}

async function startFixture(path: string): Promise<TargetFixture> {
  const server = await startRedis(path);
  const proxy = await startFaultProxy(server.port);
  let user = '';
  return {
    target: create(),
    admin: new SecretValue(JSON.stringify(server.admin)),
    createCurrent: async () => {
      const login = await server.createUser();
      user = login.username;
      return toSecret([proxy.port], login);
    },
    accepts: async (value) => await server.accepts(toLogin(value)),
    countCredentials: async () => {
      const found = (await server.call('ACL', 'GETUSER', user)) as unknown[];
      return (found[found.indexOf('passwords') + 1] as string[]).length;
    },
    toStranger: (value) => toSecret([9], toLogin(value)),
    ...toFaults(proxy),
    changeByHand: async (value) => {
      const { username, password } = toLogin(value);
      await server.call('ACL', 'SETUSER', username, `<${password}`);
    },
    openSession: async (value) => {
      const session = await open(server.port, toLogin(value));
      return {
        isAlive: async () => (await session.ping()).length > 0,
        close: async () => {
          session.disconnect();
        },
      };
    },
    sessionsSurvive: true,
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}

async function startRedis(path: string): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-redis-'));
  const aclFile = join(folder, 'users.acl');
  const admin = { username: 'admin', password: createUuid(createSystemRandom()) };
  writeFileSync(aclFile, `user default off\nuser admin on ~* +@all #${digest(admin.password)}\n`);
  const port = await findFreePort();
  const program = await startProgram(
    path,
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''].concat([
      '--aclfile',
      aclFile,
    ]),
    port,
  );
  const client = await open(port, admin);
  let users = 0;
  return {
    port,
    admin,
    call: async (command, ...args) => await client.call(command, ...args),
    createUser: async () => {
      users += 1;
      const login = {
        username: `app-${String(users)}`,
        password: createUuid(createSystemRandom()),
      };
      await client.call('ACL', 'SETUSER', login.username, 'on', '+ping', `>${login.password}`);
      return login;
    },
    accepts: async (login) => {
      try {
        (await open(port, login)).disconnect();
        return true;
      } catch (error) {
        if ((error as Error).message.startsWith('WRONGPASS')) return false;
        throw error;
      }
    },
    readAclFile: () => readFileSync(aclFile, 'utf8'),
    close: async () => {
      client.disconnect();
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function open(port: number, { username, password }: Login): Promise<Redis> {
  const client = new Redis({
    port,
    lazyConnect: true,
    retryStrategy: null,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.call('AUTH', username, password);
    return client;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

function toSecret(ports: readonly number[], login: Login): SecretValue {
  const [port] = ports;
  const place =
    ports.length === 1
      ? { host: '127.0.0.1', port }
      : { nodes: ports.map((each) => `127.0.0.1:${String(each)}`) };
  return new SecretValue(JSON.stringify({ ...place, ...login }));
}

function toLogin(value: SecretValue): Login {
  const { username, password } = JSON.parse(value.reveal()) as Login;
  return { username, password };
}

function digest(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

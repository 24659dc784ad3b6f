// A user of a real RabbitMQ: the contract of targets, with two users in turn and with one, and what it does not ask.
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createRabbitmq } from '../../../../src/targets/rabbitmq/rabbitmq.ts';
import { IN_PLACE, MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { rotate } from '../../../contract/steps.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { openAmqpSession } from '../../../support/amqp-session.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import { describeWithProgram } from '../../../support/program.ts';
import { type Login, type Rabbitmq, startRabbitmq } from '../../../support/rabbitmq.ts';
import { createTargetContext, type TestContext } from '../../../support/target-context.ts';

describeWithProgram('rabbitmq-server', 'rabbitmq-server', () => {
  let server: Rabbitmq;
  let context: TestContext;
  beforeAll(async () => {
    server = await startRabbitmq();
    const admin = new SecretValue(JSON.stringify(server.admin));
    context = createTargetContext('rabbitmq', { admin });
  });
  afterAll(async () => {
    await server.close();
  });

  const lacks = { ...MADE_HERE, ...NO_ECHO, ...NO_POLICY };
  testTargetContract('rabbitmq, two users', async () => await startFixture(server, 'two'), lacks);
  testTargetContract('rabbitmq, one user', async () => await startFixture(server, 'one'), {
    ...{ ...lacks, ...IN_PLACE },
  });

  describe('what the contract does not ask', () => {
    const secretOf = (login: Login, fields: object = {}): SecretValue =>
      toSecret(login, server.port, fields);
    const list = async (path: string): Promise<unknown> => (await server.ask('GET', path)).body;

    test('the second user may do what the first may, on every virtual host, with its tags and limits', async () => {
      const login = await server.createUser('monitoring,custom');
      const { username } = login;
      await server.ask('PUT', 'vhosts/a%2Fb');
      await server.ask('PUT', `permissions/a%2Fb/${username}`, {
        configure: '',
        write: '^q$',
        read: '',
      });
      const topic = { exchange: 'amq.topic', write: '^a\\.', read: '.*' };
      await server.ask('PUT', `topic-permissions/%2F/${username}`, topic);
      await server.ask('PUT', `user-limits/${username}/max-channels`, { value: 7 });
      await server.ask('PUT', `users/${username}_clone`, { password_hash: '', tags: '' });
      await server.ask('PUT', `user-limits/${username}_clone/max-connections`, { value: 0 });

      const pending = await rotate(create(), secretOf(login), context);
      expect(toLogin(pending).username).toBe(`${username}_clone`);
      for (const path of ['permissions', 'topic-permissions']) {
        const first = JSON.stringify(await list(`users/${username}/${path}`));
        const second = JSON.stringify(await list(`users/${username}_clone/${path}`));
        expect(second.replaceAll(`${username}_clone`, username)).toBe(first);
      }
      expect(await list(`users/${username}_clone`)).toMatchObject({
        tags: ['monitoring', 'custom'],
        limits: { 'max-channels': 7 },
      });
      expect(await list(`user-limits/${username}_clone`)).toMatchObject([
        { value: { 'max-channels': 7 } },
      ]);
      const back = await rotate(create(), pending, context);
      expect(toLogin(back).username).toBe(username);
      expect(await list(`users/${username}_clone`)).toMatchObject({ password_hash: '' });
    });

    test('a second user that may do more is left alone, for it may be somebody else', async () => {
      const login = await server.createUser();
      const stranger = `${login.username}_clone`;
      await server.ask('PUT', `users/${stranger}`, { password: 'theirs', tags: 'management' });
      const current = secretOf(login);
      const pending = await create().create(current, context);
      await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
        code: 'Rekey.InvalidConfiguration',
        message: expect.stringContaining('tag management') as unknown,
      });
      expect(await server.accepts({ username: stranger, password: 'theirs' })).toBe(true);
    });

    test('what somebody else gave the second user is not taken from it', async () => {
      const login = await server.createUser();
      const current = secretOf(login);
      const pending = await create().create(current, context);
      await create().set?.({ current, pending }, context);
      const { username } = toLogin(pending);
      await server.ask('PUT', `users/${username}`, { password: 'theirs', tags: '' });
      await create().discard?.({ current, made: pending }, context);
      expect(await server.accepts({ username, password: 'theirs' })).toBe(true);
    });

    test('in place, a pending value of another user is refused, and that user keeps its password', async () => {
      const [login, other] = [await server.createUser(), await server.createUser()];
      const pending = secretOf({ ...login, username: other.username });
      const call = create({ users: 'one' }).set?.({ current: secretOf(login), pending }, context);
      await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
      expect(await server.accepts(other)).toBe(true);
    });

    test('an administrator needs no other one; who is none is told what is missing', async () => {
      const own = createTargetContext('own');
      const administrator = await server.createUser('administrator');
      const pending = await rotate(create(), secretOf(administrator), own);
      expect(await server.accepts(toLogin(pending))).toBe(true);
      expect(await server.accepts(administrator)).toBe(false);

      for (const tags of ['', 'management']) {
        const current = secretOf(await server.createUser(tags));
        for (const users of ['one', 'two']) {
          const target = create({ users });
          const next = await target.create(current, own);
          await expect(target.set?.({ current, pending: next }, own)).rejects.toMatchObject({
            code: 'Rekey.TargetFailed',
            message: expect.stringContaining('administrator') as unknown,
          });
        }
      }
    });

    test.each([
      [{ password: 'wrong' }, 'Rekey.CredentialRefused'],
      [{ management: 'https://127.0.0.1:9' }, 'Rekey.InvalidConfiguration'],
    ])('an admin with %j is refused', async (fields, code) => {
      const current = secretOf(await server.createUser());
      const admin = new SecretValue(JSON.stringify({ ...server.admin, ...fields }));
      const pending = await create().create(current, context);
      const call = create().set?.({ current, pending }, createTargetContext('odd', { admin }));
      await expect(call).rejects.toMatchObject({ code });
    });

    test("the broker's validator sees the password where it is sent, and its refusal asks for another", async () => {
      const validator = (name: string): string =>
        `application:set_env(rabbit, credential_validator, [{validation_backend, ${name}}, {min_length, 200}]).`;
      const current = secretOf(await server.createUser());
      const plain = create({ send: 'password' });
      server.control('eval', validator('rabbit_credential_validator_min_password_length'));
      try {
        const pending = await plain.create(current, context);
        await expect(plain.set?.({ current, pending }, context)).rejects.toMatchObject({
          code: 'Rekey.ValueRejected',
        });
        await create().set?.({ current, pending }, context); // it cannot see a hash
        await create().discard?.({ current, made: pending }, context);
      } finally {
        server.control('eval', validator('rabbit_credential_validator_accept_everything'));
      }
      const next = await rotate(plain, current, context);
      expect(await server.accepts(toLogin(next))).toBe(true);
    });

    test('a virtual host that the user may not enter does not pass the test', async () => {
      const login = await server.createUser();
      for (const vhost of ['nowhere', 'a/b']) {
        const current = secretOf(login, { vhost });
        await expect(create().verify?.(current, context)).rejects.toMatchObject({
          code: 'Rekey.TargetFailed',
          message: expect.stringContaining('AMQP 530') as unknown,
        });
      }
    });

    test('over TLS the broker is verified', async () => {
      const login = await server.createUser();
      const target = createRabbitmq(new Map());
      const stranger = secretOf(login, { port: server.tlsPort });
      await expect(target.verify?.(stranger, context)).rejects.toMatchObject({
        code: 'Rekey.InvalidConfiguration',
        message: expect.stringContaining('TLS to the target') as unknown,
      });
      const known = secretOf(login, { port: server.tlsPort, ca: server.ca });
      expect(await target.verify?.(known, context)).toBe('working');
      const wrong = secretOf({ ...login, password: 'x' }, { port: server.tlsPort, ca: server.ca });
      expect(await target.verify?.(wrong, context)).toBe('refused');
    });
  });
});

test('something else than a broker is not taken for a refusal', async () => {
  const other = createServer((socket) => {
    socket.resume();
    socket.end('AMQP\x00\x01\x00\x00');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const value = toSecret({ username: 'app', password: 'p' }, port);
  await expect(create().verify?.(value, createTargetContext('other'))).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
  });
  await new Promise((resolve) => other.close(resolve));
});

test.each([
  [{ users: 'three' }, 'users: expected one of two, one'],
  [{ send: 'md5' }, 'send: expected one of hash, password'],
  [{ tls: 'maybe' }, 'tls: expected one of verify-full'],
  [{ length: '15' }, 'length: expected a whole number from 16 to 128'],
  [{ vhost: '/' }, 'vhost: expected one of'],
])('the options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test.each([
  [{ host: 5 }, 'host in secret JSON: expected a text'],
  [{ password: '' }, 'password in secret JSON: expected a text'],
  [{ port: 'x' }, 'port in secret JSON: expected a port'],
  [{ management: 'broker:15671' }, 'management in secret JSON: expected the address'],
  [{ management: 'https://broker/other' }, 'management in secret JSON: expected the address'],
])('a secret with %j is refused', (fields, message) => {
  expect(() => {
    create().check(toSecret({ username: 'app', password: 'p' }, 5672, fields));
  }).toThrow(message);
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createRabbitmq(new Map(Object.entries({ tls: 'off', ...options })));
}

async function startFixture(server: Rabbitmq, users: 'one' | 'two'): Promise<TargetFixture> {
  const proxy = await startFaultProxy(server.port, isCall);
  let names: readonly string[] = [];
  return {
    target: create({ users }),
    admin: new SecretValue(JSON.stringify(server.admin)),
    createCurrent: async () => {
      const login = await server.createUser();
      names = [login.username, `${login.username}_clone`];
      return toSecret(login, proxy.port);
    },
    accepts: async (value) => await server.accepts(toLogin(value)),
    countCredentials: async () => {
      const found = await Promise.all(names.map((name) => server.ask('GET', `users/${name}`)));
      return found.filter(({ body }) => {
        const { password_hash: hash } = body as { readonly password_hash?: string };
        return hash !== undefined && hash !== '';
      }).length;
    },
    toStranger: (value) => toSecret(toLogin(value), 9),
    ...toFaults(proxy),
    changeByHand: async (value) => {
      const { username } = toLogin(value);
      await server.ask('PUT', `users/${username}`, { password: 'changed by hand', tags: '' });
    },
    openSession: async (value) => await openAmqpSession(server.port, toLogin(value)),
    sessionsSurvive: true,
    close: async () => {
      await proxy.close();
    },
  };
}

/** A request of the management API, or what AMQP's handshake asks for an answer to. */
function isCall(message: Buffer): boolean {
  return /^(GET|PUT|DELETE) |^AMQP/.test(message.toString('latin1')) || message[0] === 1;
}

function toSecret(login: Login, port: number, fields: object = {}): SecretValue {
  const place = { host: '127.0.0.1', port, management: `http://127.0.0.1:${String(port)}` };
  return new SecretValue(JSON.stringify({ ...place, ...login, ...fields }));
}

function toLogin(value: SecretValue): Login {
  const { username, password } = JSON.parse(value.reveal()) as Login;
  return { username, password };
}

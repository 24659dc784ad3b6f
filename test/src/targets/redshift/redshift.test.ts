// Redshift's users. A PostgreSQL stands in for the server: it has the same wire and the same words for users, and views of Redshift's names
// are made in it. It is no Redshift. A real one is asked where REKEY_TEST_REDSHIFT names it, such as
// redshift://admin:password@127.0.0.1:5439/dev (a tunnel will do).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Login } from '../../../../demo/services/postgres-process.ts';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createRedshift } from '../../../../src/targets/redshift/redshift.ts';
import type { TargetFixture } from '../../../contract/fixture.ts';
import { IN_PLACE, MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { testTargetContract } from '../../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import { type PostgresServer, startPostgres } from '../../../support/postgres.ts';
import { createTargetContext } from '../../../support/target-context.ts';

const random = createSystemRandom();
/** More than live at once. */
const LATEST = 4;

const LACKS = { ...MADE_HERE, ...NO_ECHO, ...NO_POLICY };

for (const users of ['two', 'one'] as const) {
  const start = async (): Promise<TargetFixture> => {
    const server = await startStandIn();
    return await createFixture(users, server.port, server.admin, server);
  };
  const lacks = users === 'one' ? { ...LACKS, ...IN_PLACE } : LACKS;
  testTargetContract(`a stand-in for Redshift, users=${users}`, start, lacks);
}

const address = process.env['REKEY_TEST_REDSHIFT'];
if (address !== undefined) {
  const start = async (): Promise<TargetFixture> => await startRealFixture(address);
  testTargetContract('a real Redshift, users=two', start, LACKS);
}

let server: PostgresServer;
beforeAll(async () => {
  server = await startStandIn();
});
afterAll(async () => {
  await server.close();
});

test('the second user is in the same groups, and has the same rights of its own', async () => {
  const current = await createUser('reports');
  await server.query('CREATE GROUP analysts WITH USER reports');
  await server.query('CREATE TABLE sales (id int); CREATE TABLE costs (id int)');
  await server.query('GRANT SELECT ON sales TO GROUP analysts; GRANT SELECT ON costs TO reports');
  const next = await rotate(create(), current, 'reports');
  expect(toLogin(next).username).toBe('reports_clone');
  await server.queryAs(toLogin(next), 'SELECT * FROM sales, costs');
});

test('a user that has the second name by chance, and may do more, is not taken over', async () => {
  const current = await createUser('namesake');
  const other = { username: 'namesake_clone', password: createUuid(random) };
  await server.query(`CREATE USER namesake_clone PASSWORD '${other.password}'`);
  await server.query('CREATE GROUP others WITH USER namesake_clone');
  const context = createTargetContext('namesake', { admin: toSecret(server.port, server.admin) });
  const pending = await create().create(current, context);
  const call = create().set?.({ current, pending }, context);
  await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
  expect(await server.accepts(other)).toBe(true);
});

test.each(['two', 'one'])("no password stands in the server's log (users=%s)", async (users) => {
  const value = await rotate(create({ users }), await createUser(`logged_${users}`), users);
  expect(server.readLog()).toContain(`ALTER USER "logged_${users}`);
  expect(server.readLog()).not.toContain(toLogin(value).password);
});

test('with send=text the server is given the password itself', async () => {
  const value = await rotate(create({ send: 'text' }), await createUser('texted'), 'texted');
  expect(server.readLog()).toContain(toLogin(value).password);
  expect(await server.accepts(toLogin(value))).toBe(true);
});

test.each([
  [{ users: 'dual' }, 'users: expected one of two, one, found "dual"'],
  [{ send: 'sha256' }, 'send: expected hash or text, found "sha256"'],
  [{ length: '65' }, 'length: expected a whole number from 16 to 64'],
])('options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test("another engine's secret is refused", () => {
  const value = new SecretValue('{"engine":"postgres","host":"h","username":"u","password":"p"}');
  expect(() => {
    create().check(value);
  }).toThrow('engine in secret JSON: expected "redshift"');
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createRedshift(new Map(Object.entries({ tls: 'off', ...options })));
}

async function createUser(username: string): Promise<SecretValue> {
  const password = createUuid(random);
  await server.query(`CREATE USER ${username} PASSWORD '${password}'`);
  return toSecret(server.port, { username, password });
}

async function rotate(target: Target, current: SecretValue, seed: string): Promise<SecretValue> {
  const context = createTargetContext(seed, { admin: toSecret(server.port, server.admin) });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  await target.retire?.({ current: pending, previous: current }, context);
  return pending;
}

/** Redshift keeps MD5 hashes, and has views that PostgreSQL has not. */
async function startStandIn(): Promise<PostgresServer> {
  const standIn = await startPostgres({
    settings: ['md5_password_warnings=off'],
    prepare: (folder) => {
      const file = join(folder, 'pg_hba.conf');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('scram-sha-256', 'md5'));
    },
  });
  await standIn.query(
    `CREATE VIEW svv_user_grants AS SELECT NULL::text AS user_name, NULL::text AS role_name WHERE false;
     CREATE VIEW svv_database_privileges AS
       SELECT NULL::text AS identity_type, NULL::text AS identity_name, NULL::text AS privilege_type, NULL::text AS database_name WHERE false;
     CREATE VIEW svv_schema_privileges AS
       SELECT NULL::text AS identity_type, NULL::text AS identity_name, NULL::text AS privilege_type, NULL::text AS namespace_name WHERE false;
     CREATE VIEW svv_relation_privileges AS
       SELECT 'user' AS identity_type, grantee AS identity_name, privilege_type, table_schema AS namespace_name, table_name AS relation_name
       FROM information_schema.role_table_grants`,
  );
  return standIn;
}

async function createFixture(
  users: 'two' | 'one',
  port: number,
  adminLogin: Login,
  hands: Pick<PostgresServer, 'query' | 'accepts' | 'open' | 'close'>,
): Promise<TargetFixture> {
  const proxy = await startFaultProxy(port, isCall);
  const logins = new Map<string, Login>();
  const names: string[] = [];
  return {
    target: create({ users }),
    ...(users === 'two' ? { admin: toSecret(proxy.port, adminLogin) } : {}),
    createCurrent: async () => {
      const username = `r_${createUuid(random).slice(0, 8)}`;
      const password = `A1${createUuid(random)}`;
      await hands.query(`CREATE USER ${username} PASSWORD '${password}'`);
      names.push(username);
      logins.clear();
      return toSecret(proxy.port, { username, password });
    },
    accepts: async (value) => {
      const login = toLogin(value);
      logins.set(login.password, login);
      return await hands.accepts(login);
    },
    // A user whose password nobody knows looks like any other: what counts is which of the passwords that were seen let somebody in.
    countCredentials: async () => {
      const latest = [...logins.values()].slice(-LATEST);
      const states = await Promise.all(latest.map(hands.accepts));
      return Math.max(1, states.filter((accepted) => accepted).length);
    },
    toStranger: (value) =>
      new SecretValue(JSON.stringify({ ...(JSON.parse(value.reveal()) as object), port: 9 })),
    ...toFaults(proxy),
    changeByHand: async (value) => {
      await hands.query(`ALTER USER ${toLogin(value).username} PASSWORD 'A1${createUuid(random)}'`);
    },
    openSession: async (value) => {
      const session = await hands.open(toLogin(value));
      return {
        isAlive: async () => (await session.query('SELECT 1')).length === 1,
        close: async () => await session.close(),
      };
    },
    sessionsSurvive: true,
    close: async () => {
      for (const name of names) {
        for (const each of [name, `${name}_clone`])
          await hands.query(`DROP USER IF EXISTS ${each}`);
      }
      await proxy.close();
      await hands.close();
    },
  };
}

async function startRealFixture(url: string): Promise<TargetFixture> {
  const { default: pg } = await import('pg');
  const { hostname: host, port, username, password, pathname } = new URL(url);
  const place = { host, port: Number(port), database: pathname.slice(1) };
  const open = async (login: Login): ReturnType<PostgresServer['open']> => {
    const client = new pg.Client({ ...place, user: login.username, password: login.password });
    await client.connect();
    return {
      query: async (statement) => (await client.query<Record<string, unknown>>(statement)).rows,
      close: async () => await client.end(),
    };
  };
  const admin = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  const session = await open(admin);
  return await createFixture('two', place.port, admin, {
    open,
    query: async (statement) => await session.query(statement),
    accepts: async (login) => {
      try {
        await (await open(login)).close();
        return true;
      } catch (error) {
        if (['28000', '28P01'].includes((error as { code?: string }).code ?? '')) return false;
        throw error;
      }
    },
    close: async () => await session.close(),
  });
}

function toSecret(port: number, login: Login): SecretValue {
  return new SecretValue(
    JSON.stringify({ engine: 'redshift', host: '127.0.0.1', port, dbname: 'postgres', ...login }),
  );
}

function toLogin(value: SecretValue): Login {
  const { username, password } = JSON.parse(value.reveal()) as Login;
  return { username, password };
}

/** A query, or the message that ends a login (postgresql.org/docs/current/protocol-message-formats.html). */
function isCall(message: Buffer): boolean {
  return ['Q', 'p'].includes(String.fromCharCode(message[0] ?? 0));
}

// What the contract does not ask of PostgreSQL: rights of both users, TLS, the server's own log, and what people have broken by hand.
import { chownSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Login } from '../../../../demo/services/postgres-process.ts';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createPostgres } from '../../../../src/targets/postgres/postgres.ts';
import { makeCertificate } from '../../../support/certificate.ts';
import { type PostgresServer, startPostgres, toPostgresSecret } from '../../../support/postgres.ts';
import { createTargetContext } from '../../../support/target-context.ts';

let server: PostgresServer;
let ca: string;
let admin: SecretValue;

beforeAll(async () => {
  server = await startPostgres({
    settings: ['ssl=on'],
    prepare: (folder) => {
      ca = makeOwnCertificate(folder);
    },
  });
  admin = toPostgresSecret(server.port, server.admin);
});
afterAll(async () => {
  await server.close();
});

test('what one user made, the other reads, writes and alters', async () => {
  const target = create();
  const first = await createUser('tables');
  await server.query('GRANT CREATE ON SCHEMA public TO tables');
  await server.queryAs(
    toLogin(first),
    'CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)',
  );
  const second = await rotate(target, first, 'tables 1');
  await server.queryAs(
    toLogin(second),
    'INSERT INTO orders VALUES (2); ALTER TABLE orders ADD note text',
  );
  await server.queryAs(toLogin(second), 'CREATE TABLE made_by_clone (id int)');
  const third = await rotate(target, second, 'tables 2');
  const rows = await server.queryAs(toLogin(third), 'SELECT id FROM orders ORDER BY id');
  expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
  await server.queryAs(toLogin(third), 'ALTER TABLE made_by_clone ADD note text');
});

test('with an owner role, both users make tables that belong to it', async () => {
  const target = create({ owner: 'billing_owner' });
  await server.query('CREATE ROLE billing_owner NOLOGIN');
  await server.query('GRANT CREATE ON SCHEMA public TO billing_owner');
  let value = await createUser('billing');
  for (const turn of ['bills', 'reminders']) {
    value = await rotate(target, value, turn);
    await server.queryAs(toLogin(value), `CREATE TABLE ${turn} (id int)`);
  }
  const owners = await server.query(
    "SELECT DISTINCT tableowner FROM pg_tables WHERE tablename IN ('bills', 'reminders')",
  );
  expect(owners).toEqual([{ tableowner: 'billing_owner' }]);
});

test('a session that was open before goes on after its user is retired, and a new one is refused', async () => {
  const target = create();
  const first = await createUser('held');
  const session = await server.open(toLogin(first));
  const second = await rotate(target, first, 'held');
  expect(await server.accepts(toLogin(first))).toBe(false);
  expect(await session.query('SELECT session_user AS user')).toEqual([{ user: 'held' }]);
  await session.close();
  expect(await target.verify?.(first, createTargetContext('held'))).toBe('refused');
  expect(await target.verify?.(second, createTargetContext('held'))).toBe('working');
});

test("no password stands in the server's log, though it logs every statement", async () => {
  const value = await rotate(create(), await createUser('logged'), 'logged');
  const log = server.readLog();
  expect(log).toContain('ALTER ROLE "logged_clone" LOGIN PASSWORD');
  expect(log).not.toContain(toLogin(value).password);
});

test('a certificate that nobody known has signed is refused before a password is sent', async () => {
  const { ca: _, ...unknown } = toFields(await createUser('untrusting'));
  const value = new SecretValue(JSON.stringify(unknown));
  const call = create().verify?.(value, createTargetContext('tls'));
  await expect(call).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('TLS to the target') as unknown,
  });
});

test('a certificate for another name is refused, unless the options say that the chain is enough', async () => {
  const fields = { ...toFields(await createUser('misnamed')), host: 'localhost' };
  const value = new SecretValue(JSON.stringify(fields));
  const context = createTargetContext('tls name');
  await expect(create().verify?.(value, context)).rejects.toMatchObject({
    message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') as unknown,
  });
  expect(await create({ tls: 'verify-ca' }).verify?.(value, context)).toBe('working');
});

test('a server without TLS is refused, not spoken to in plain text', async () => {
  const plain = await startPostgres();
  try {
    const value = toPostgresSecret(plain.port, plain.admin);
    await expect(create().verify?.(value, createTargetContext('plain'))).rejects.toMatchObject({
      message: expect.stringContaining('found a server without TLS') as unknown,
    });
    expect(plain.readLog()).not.toContain('connection authorized');
  } finally {
    await plain.close();
  }
});

test('one user with an admin is healed where somebody changed its password by hand', async () => {
  const target = create({ users: 'one' });
  const known = await createUser('broken');
  await server.query(`ALTER ROLE broken PASSWORD '${createUuid(createSystemRandom())}'`);
  const alone = createTargetContext('alone');
  const pending = await target.create(known, alone);
  const call = target.set?.({ current: known, pending }, alone);
  await expect(call).rejects.toMatchObject({ code: 'Rekey.CredentialRefused' });
  await target.set?.({ current: known, pending }, createTargetContext('alone', { admin }));
  expect(await server.accepts(toLogin(pending))).toBe(true);
});

test('two users without an admin are refused, with what to do', async () => {
  const current = await createUser('lonely');
  const context = createTargetContext('lonely');
  const pending = await create().create(current, context);
  await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('users=one') as unknown,
  });
});

test("an admin's secret of another server is refused", async () => {
  const current = await createUser('elsewhere');
  const other = toPostgresSecret(9, server.admin);
  const context = createTargetContext('elsewhere', { admin: other });
  const pending = await create().create(current, context);
  await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
    message: expect.stringContaining("admin's secret names another host or port") as unknown,
  });
});

test('a role that has the name by chance is not taken over', async () => {
  const current = await createUser('namesake');
  await server.query("CREATE ROLE namesake_clone LOGIN PASSWORD 'of-somebody-else'");
  const context = createTargetContext('namesake', { admin });
  const pending = await create().create(current, context);
  const call = create().set?.({ current, pending }, context);
  await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
  expect(await server.accepts({ username: 'namesake_clone', password: 'of-somebody-else' })).toBe(
    true,
  );
});

test('a pending value for a user who has no turn is refused', async () => {
  const current = await createUser('turns');
  const pending = new SecretValue(JSON.stringify({ ...toFields(current), username: 'admin' }));
  const call = create().set?.({ current, pending }, createTargetContext('turns', { admin }));
  await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
});

test('an admin needs no more than CREATEROLE and the ADMIN option on the first user', async () => {
  let value = await createUser('modestly');
  const login = toLogin(await createUser('rekey_admin'));
  await server.query('ALTER ROLE rekey_admin CREATEROLE');
  await server.query('GRANT modestly TO rekey_admin WITH ADMIN OPTION');
  const limited = new SecretValue(JSON.stringify(login));
  for (const turn of ['modestly_clone', 'modestly', 'modestly_clone']) {
    const old = value;
    value = await rotate(create(), old, `as ${turn}`, limited);
    expect(toLogin(value).username).toBe(turn);
    expect(await server.accepts(toLogin(old))).toBe(false);
  }
});

test('an admin that may not change roles is told what it lacks', async () => {
  const current = await createUser('modest');
  const weak = await createUser('weak_admin');
  const context = createTargetContext('modest', { admin: weak });
  const pending = await create().create(current, context);
  await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
    code: 'Rekey.TargetFailed',
    message: expect.stringContaining('CREATEROLE') as unknown,
  });
});

test('a user whose second name PostgreSQL would cut is refused', async () => {
  const current = toPostgresSecret(server.port, {
    username: 'u'.repeat(60),
    password: 'irrelevant',
  });
  await expect(create().create(current, createTargetContext('long'))).rejects.toMatchObject({
    message: expect.stringContaining('at most 57 bytes') as unknown,
  });
});

test.each([
  [{ users: 'three' }, 'users: expected two or one, found "three"'],
  [{ tls: 'maybe' }, 'tls: expected one of verify-full, verify-ca, off, found "maybe"'],
  [{ users: 'one', owner: 'x' }, 'owner: expected none'],
  [{ lenght: '5' }, 'lenght: expected one of'],
])('options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test.each([
  [{ engine: 'mysql' }, 'engine in secret JSON: expected "postgres"'],
  [{ port: 'many' }, 'port in secret JSON: expected a port'],
  [{ username: undefined }, 'username key is missing from secret JSON'],
  [{ host: '' }, 'host in secret JSON: expected a text that is not empty'],
])('a secret with %j is refused', (change, message) => {
  const whole = { host: 'h', username: 'u', password: 'p' };
  const value = new SecretValue(JSON.stringify({ ...whole, ...change }));
  expect(() => {
    create().check(value);
  }).toThrow(message);
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createPostgres(new Map(Object.entries(options)));
}

async function createUser(username: string): Promise<SecretValue> {
  const password = createUuid(createSystemRandom());
  await server.query(`CREATE ROLE ${username} LOGIN PASSWORD '${password}'`);
  const value = toPostgresSecret(server.port, { username, password });
  return new SecretValue(JSON.stringify({ ...toFields(value), ca }));
}

async function rotate(
  target: Target,
  current: SecretValue,
  seed: string,
  by = admin,
): Promise<SecretValue> {
  const context = createTargetContext(seed, { admin: by });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  await target.retire?.({ current: pending, previous: current }, context);
  return pending;
}

function toLogin(value: SecretValue): Login {
  const { username, password } = toFields(value);
  return { username: String(username), password: String(password) };
}

function toFields(value: SecretValue): Readonly<Record<string, string | number>> {
  return JSON.parse(value.reveal()) as Record<string, string | number>;
}

/** The server wants its key readable by itself alone. */
function makeOwnCertificate(folder: string): string {
  const { key, certificate, ca } = makeCertificate(folder);
  const { uid, gid } = statSync(folder);
  if (process.getuid?.() === 0) {
    for (const file of [key, certificate]) chownSync(file, uid, gid);
  }
  return ca;
}

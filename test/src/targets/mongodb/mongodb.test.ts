// What the contract does not ask of MongoDB: what is said to it word for word, rights of both users, TLS, and what it refuses.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Document, MongoClient } from 'mongodb';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createMongodb } from '../../../../src/targets/mongodb/mongodb.ts';
import { type MongodbDouble, startMongodbDouble } from '../../../support/doubles/mongodb.ts';
import { createTargetContext } from '../../../support/target-context.ts';

const adminLogin = { username: 'rekey_admin', password: createUuid(createSystemRandom()) };
const roles = [{ role: 'readWrite', db: 'billing' }];
let double: MongodbDouble;

beforeAll(async () => {
  double = await startMongodbDouble({ admin: adminLogin });
});
afterAll(async () => {
  await double.close();
});

test('the second user is made with the roles and the addresses of the first, and changed with its password alone', async () => {
  const restrictions = [{ clientSource: ['127.0.0.1'] }];
  let value = await createUser('app', { authenticationRestrictions: restrictions });
  const begin = double.commands.length;
  for (const turn of ['one', 'two', 'three']) value = await rotate(create(), value, turn);
  const said = double.commands.slice(begin).filter((command) => !('usersInfo' in command));
  const pwd = expect.any(String) as unknown;
  const authenticationRestrictions = restrictions;
  expect(said.map(withoutEnvelope)).toEqual([
    { createUser: 'app_clone', pwd, roles, authenticationRestrictions },
    { updateUser: 'app', pwd },
    { updateUser: 'app', pwd, authenticationRestrictions },
    { updateUser: 'app_clone', pwd },
    { updateUser: 'app_clone', pwd, authenticationRestrictions },
    { updateUser: 'app', pwd },
  ]);
});

test('DocumentDB, which knows no authentication restrictions, is asked without them', async () => {
  const documentdb = await startMongodbDouble({ admin: adminLogin, isDocumentdb: true });
  try {
    const current = await createUser('docs', {}, documentdb);
    const pending = await rotate(create(), current, 'docs', documentdb);
    expect(await create().verify?.(pending, createTargetContext('docs'))).toBe('working');
    expect(documentdb.commands.map(withoutEnvelope)).toContainEqual({
      createUser: 'docs_clone',
      pwd: expect.any(String) as unknown,
      roles,
    });
  } finally {
    await documentdb.close();
  }
});

test('a role that the first user got since is given to the second at its next turn', async () => {
  const more = [...roles, { role: 'read', db: 'audit' }];
  const first = await createUser('grown');
  const second = await rotate(create(), first, 'grown 1');
  const third = await rotate(create(), second, 'grown 2');
  await asAdmin({ updateUser: 'grown', pwd: toLogin(third).password, roles: more });
  await rotate(create(), third, 'grown 3');
  const info = await asAdmin({ usersInfo: { user: 'grown_clone', db: 'admin' } });
  expect(info['users']).toMatchObject([{ roles: more }]);
});

test('a user that has the second name by chance, and may do more, is not taken over', async () => {
  const current = await createUser('namesake');
  const theirs = await createUser('namesake_clone', { roles: [{ role: 'root', db: 'admin' }] });
  await expect(rotate(create(), current, 'namesake')).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('root@admin') as unknown,
  });
  expect(await create().verify?.(theirs, createTargetContext('namesake'))).toBe('working');
});

test('a user may be kept in another database than admin, as authSource or as AWS has it, dbname', async () => {
  for (const field of ['authSource', 'dbname']) {
    const username = `local_${field}`;
    const password = createUuid(createSystemRandom());
    await asAdmin({ createUser: username, pwd: password, roles }, 'billing');
    const value = toSecret({ username, password }, { [field]: 'billing' });
    const pending = await rotate(create(), value, field);
    expect(await create().verify?.(pending, createTargetContext(field))).toBe('working');
    expect(await create().verify?.(value, createTargetContext(field))).toBe('refused');
  }
});

test('a user that is not there is told with where it was looked for', async () => {
  const value = toSecret({ username: 'nobody', password: 'irrelevant' });
  await expect(rotate(create(), value, 'nobody')).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('authSource') as unknown,
  });
});

test('a user that may not change itself is told the right that it lacks', async () => {
  const value = await createUser('powerless');
  const context = createTargetContext('powerless');
  const target = create({ users: 'one' });
  const pending = await target.create(value, context);
  await expect(target.set?.({ current: value, pending }, context)).rejects.toMatchObject({
    code: 'Rekey.TargetFailed',
    message: expect.stringContaining('changeOwnPassword') as unknown,
  });
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

test('the user in use is not shut out, whatever the previous value says', async () => {
  const current = await createUser('careful');
  const context = createTargetContext('careful', { admin: toSecret(adminLogin) });
  const call = create().retire?.({ current, previous: current }, context);
  await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
  expect(await create().verify?.(current, context)).toBe('working');
});

test('a certificate must be by a known authority and for the name, unless the options say that the chain is enough', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-mongodb-'));
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  makeCertificate(files);
  const [key, cert] = [readFileSync(files.key, 'utf8'), readFileSync(files.cert, 'utf8')];
  const encrypted = await startMongodbDouble({ admin: adminLogin, tls: { key, cert } });
  try {
    const context = createTargetContext('tls');
    const secret = (fields: object): SecretValue =>
      toSecret(adminLogin, { port: encrypted.port, ssl: true, ...fields });
    const verify = async (value: SecretValue, options = {}): Promise<unknown> =>
      await createMongodb(new Map(Object.entries(options))).verify?.(value, context);
    expect(await verify(secret({ ca: cert }))).toBe('working');
    await expect(verify(secret({}))).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('TLS to the target') as unknown,
    });
    const misnamed = secret({ ca: cert, host: 'localhost' });
    await expect(verify(misnamed)).rejects.toMatchObject({
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') as unknown,
    });
    expect(await verify(misnamed, { tls: 'verify-ca' })).toBe('working');
  } finally {
    await encrypted.close();
    rmSync(folder, { recursive: true });
  }
});

test('a secret that asks for plain text does not get it without the option', () => {
  const value = toSecret(adminLogin, { ssl: false });
  expect(() => {
    createMongodb(new Map()).check(value);
  }).toThrow('Plain text needs tls=off');
});

test.each([
  [{ users: 'three' }, 'users: expected one of two, one, found "three"'],
  [{ tls: 'maybe' }, 'tls: expected one of verify-full'],
  [{ length: '5' }, 'length: expected a whole number from 16 to 100'],
  [{ owner: 'x' }, 'owner: expected one of users, length, replicaSet, tls'],
])('options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test.each([
  [{ engine: 'postgres' }, 'engine in secret JSON: expected "mongo"'],
  [{ host: 'a.example/?tls=false' }, 'host in secret JSON: expected one host name'],
  [{ host: 'me@a.example' }, 'host in secret JSON: expected one host name'],
  [{ authSource: 5 }, 'authSource in secret JSON: expected a text'],
])('a secret with %j is refused', (fields, message) => {
  expect(() => {
    create().check(toSecret(adminLogin, fields));
  }).toThrow(message);
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createMongodb(new Map(Object.entries({ tls: 'off', ...options })));
}

interface Login {
  readonly username: string;
  readonly password: string;
}

function toSecret(login: Login, fields: object = {}): SecretValue {
  const { port } = double;
  return new SecretValue(
    JSON.stringify({ engine: 'mongo', host: '127.0.0.1', port, ...login, ...fields }),
  );
}

function toLogin(value: SecretValue): Login {
  return JSON.parse(value.reveal()) as Login;
}

async function createUser(
  username: string,
  fields: Document = {},
  { port } = double,
): Promise<SecretValue> {
  const password = createUuid(createSystemRandom());
  await asAdmin({ createUser: username, pwd: password, roles, ...fields }, 'admin', port);
  return toSecret({ username, password }, { port });
}

async function asAdmin(
  command: Document,
  database = 'admin',
  port = double.port,
): Promise<Document> {
  const client = new MongoClient(`mongodb://127.0.0.1:${String(port)}/?directConnection=true`, {
    auth: adminLogin,
    authSource: 'admin',
  });
  try {
    return await client.db(database).command(command);
  } finally {
    await client.close();
  }
}

async function rotate(
  target: Target,
  current: SecretValue,
  seed: string,
  { port } = double,
): Promise<SecretValue> {
  const context = createTargetContext(seed, { admin: toSecret(adminLogin, { port }) });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  await target.retire?.({ current: pending, previous: current }, context);
  return pending;
}

/** The command without what the driver adds to each. */
function withoutEnvelope(command: Document): Document {
  return Object.fromEntries(
    Object.entries(command).filter(([name]) => !name.startsWith('$') && name !== 'lsid'),
  );
}

/** For 127.0.0.1 alone, signed by itself. */
function makeCertificate({ key, cert }: { readonly key: string; readonly cert: string }): void {
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
}

// What the contract does not ask of SQL Server: what is said to it word for word, contained users, TLS within TDS, and what it refuses.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createSqlserver } from '../../../../src/targets/sqlserver/sqlserver.ts';
import { type SqlserverDouble, startSqlserverDouble } from '../../../support/doubles/sqlserver.ts';
import type { DatabaseUser, Login } from '../../../support/doubles/sqlserver-model.ts';
import { createTargetContext } from '../../../support/target-context.ts';

const adminLogin = { username: 'rekey_admin', password: createPassword() };
const permission = { class: 'SERVER', state: 'GRANT', schema: null, object: null, column: null };
let double: SqlserverDouble;
let folder: string;
let files: { readonly key: string; readonly cert: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-sqlserver-'));
  files = makeCertificate(folder);
  double = await startSqlserverDouble({ admin: adminLogin });
});
afterAll(async () => {
  await double.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  double.failLogins(undefined);
});

test('the second login gets roles, rights and database users of the first in one transaction', async () => {
  const current = addLogin("odd]'name");
  const user = addUser("odd]'name", { roles: ['db_datareader'] });
  Object.assign(user, {
    permissions: [
      { ...permission, class: 'SCHEMA', permission: 'EXECUTE', schema: 'dbo' },
      {
        ...permission,
        class: 'OBJECT_OR_COLUMN',
        permission: 'SELECT',
        schema: 'dbo',
        object: 'pay',
        column: 'sum',
      },
      {
        ...permission,
        class: 'OBJECT_OR_COLUMN',
        permission: 'DELETE',
        schema: 'dbo',
        object: 'pay',
        state: 'DENY',
      },
    ],
  });
  Object.assign(double.state.logins["odd]'name"] ?? {}, {
    roles: ['processadmin'],
    permissions: [
      { ...permission, permission: 'VIEW SERVER STATE', state: 'GRANT_WITH_GRANT_OPTION' },
    ],
  });
  const begin = double.batches.length;
  const second = await rotate(create(), current, 'odd');
  const [batch = '', retired = ''] = double.batches.slice(begin);
  expect(batch.replace(/PASSWORD = N'[^']+'/, "PASSWORD = N'…'").split(';\n')).toEqual([
    'SET XACT_ABORT ON',
    'BEGIN TRANSACTION',
    "CREATE LOGIN [odd]]'name_clone] WITH PASSWORD = N'…', DEFAULT_DATABASE = [master], DEFAULT_LANGUAGE = [us_english], CHECK_EXPIRATION = OFF, CHECK_POLICY = ON",
    "ALTER SERVER ROLE [processadmin] ADD MEMBER [odd]]'name_clone]",
    "GRANT VIEW SERVER STATE TO [odd]]'name_clone] WITH GRANT OPTION",
    "EXEC [billing].sys.sp_executesql N'CREATE USER [odd]]''name_clone] FOR LOGIN [odd]]''name_clone] WITH DEFAULT_SCHEMA = [dbo]; ALTER ROLE [db_datareader] ADD MEMBER [odd]]''name_clone]; GRANT EXECUTE ON SCHEMA::[dbo] TO [odd]]''name_clone]; GRANT SELECT ON OBJECT::[dbo].[pay] ([sum]) TO [odd]]''name_clone]; DENY DELETE ON OBJECT::[dbo].[pay] TO [odd]]''name_clone]'",
    "ALTER LOGIN [odd]]'name_clone] ENABLE",
    'COMMIT TRANSACTION',
    '',
  ]);
  expect(retired).toContain("ALTER LOGIN [odd]]'name] DISABLE");
  // Back again there is nothing to hand on: the two may do the same.
  await rotate(create(), second, 'odd again');
  expect(double.batches.at(-2)).not.toContain('GRANT');
});

test('a login that has the second name by chance, and may do more, is not taken over', async () => {
  const current = addLogin('namesake');
  addLogin('namesake_clone', { roles: ['securityadmin'] });
  await expect(rotate(create(), current, 'namesake')).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('[securityadmin]') as unknown,
  });
});

test('a right that cannot be handed on ends the run before anything is changed', async () => {
  const current = addLogin('certified');
  const user = addUser('certified');
  user.permissions = [{ ...permission, class: 'CERTIFICATE', permission: 'CONTROL' }];
  await expect(rotate(create(), current, 'certified')).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('CERTIFICATE') as unknown,
  });
  expect(double.state.logins['certified_clone']).toBeUndefined();
});

test('users of a contained database take turns there, and a login of the same name is left alone', async () => {
  const login = addLogin('contained');
  const user = addUser('contained', {
    login: undefined,
    password: createPassword(),
    roles: ['db_owner'],
  });
  const current = toSecret({ username: 'contained', password: user.password ?? '' });
  const second = await rotate(create(), current, 'contained');
  const users = double.state.databases['billing']?.users ?? {};
  expect(users['contained_clone']).toMatchObject({ login: undefined, roles: ['db_owner'] });
  expect(await create().verify?.(second, createTargetContext('contained'))).toBe('working');
  expect(await create().verify?.(current, createTargetContext('contained'))).toBe('refused');
  const atMaster = new SecretValue(JSON.stringify({ ...toFields(login), dbname: 'master' }));
  expect(await create().verify?.(atMaster, createTargetContext('contained'))).toBe('working');
});

test.each([
  ['a login', 'LOGIN', undefined],
  ['a contained user', 'USER', createPassword()],
])('%s changes itself with the password that it has', async (_, kind, password) => {
  const username = `own_${kind.toLowerCase()}`;
  const login = addLogin(username);
  if (password !== undefined) addUser(username, { login: undefined, password });
  const current = password === undefined ? login : toSecret({ username, password });
  const context = createTargetContext(username);
  const target = create({ users: 'one' });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  expect(double.batches.at(-1)).toContain(`ALTER ${kind} [${username}] WITH PASSWORD = N'`);
  expect(double.batches.at(-1)).toContain("OLD_PASSWORD = N'");
  expect(await target.verify?.(pending, context)).toBe('working');
});

test('whoever may not change logins is told what is missing', async () => {
  const current = addLogin('modest');
  const context = createTargetContext('modest', { admin: addLogin('weak_admin') });
  const pending = await create().create(current, context);
  await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
    code: 'Rekey.TargetFailed',
    message: expect.stringContaining('ALTER ANY LOGIN') as unknown,
  });
});

test.each([
  [18_456, 'refused'],
  [18_470, 'refused'],
  [18_487, 'refused'],
  [18_488, 'refused'],
  [18_486, 'unreachable'],
  [40_613, 'unreachable'],
  [49_918, 'unreachable'],
])('error %i at a login leaves the credential %s', async (number, state) => {
  const value = addLogin('told');
  double.failLogins(number);
  expect(await create().verify?.(value, createTargetContext('told'))).toBe(state);
});

test('a database that is not there is no wrong password', async () => {
  const value = new SecretValue(JSON.stringify({ ...toFields(addLogin('lost')), dbname: 'gone' }));
  await expect(create().verify?.(value, createTargetContext('lost'))).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('dbname in secret JSON') as unknown,
  });
});

test('a certificate must be by a known authority and for the name; without TLS there is no talking', async () => {
  const { key, cert } = files;
  const encrypted = await startSqlserverDouble({ admin: adminLogin, tls: { key, cert } });
  try {
    const secret = (fields: object): SecretValue =>
      toSecret(adminLogin, { host: 'localhost', port: encrypted.port, ...fields });
    const verify = async (value: SecretValue, options = {}): Promise<unknown> =>
      await createSqlserver(new Map(Object.entries(options))).verify?.(
        value,
        createTargetContext('tls'),
      );
    expect(await verify(secret({ ca: cert, dbname: 'master' }))).toBe('working');
    await expect(verify(secret({}))).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('TLS to the target') as unknown,
    });
    const misnamed = verify(secret({ ca: cert }), { hostNameInCertificate: 'db.example' });
    await expect(misnamed).rejects.toMatchObject({
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') as unknown,
    });
    // A login in plain text would have been answered: the double takes it.
    await expect(verify(toSecret(adminLogin, { dbname: 'master' }))).rejects.toMatchObject({
      message: expect.stringContaining('ERR_TLS_NOT_OFFERED') as unknown,
    });
  } finally {
    await encrypted.close();
  }
});

test.each([
  [{ users: 'three' }, 'users: expected one of two, one'],
  [{ tls: 'verify-ca' }, 'tls: expected one of verify-full, strict, off'],
  [{ length: '129' }, 'length: expected a whole number from 16 to 128'],
])('options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createSqlserver(new Map(Object.entries({ tls: 'off', ...options })));
}

/** A login with a password of its own, at the server from before. @returns its secret, in the database billing */
function addLogin(username: string, fields: Partial<Login> = {}): SecretValue {
  const password = createPassword();
  const login = { password, isDisabled: false, roles: [], permissions: [], ...fields };
  double.state.logins[username] = login;
  return toSecret({ username, password });
}

function addUser(username: string, fields: Partial<DatabaseUser> = {}): DatabaseUser {
  const plain = { login: username, password: undefined, schema: 'dbo', roles: [], permissions: [] };
  const user = { ...plain, ...fields };
  const { users = {} } = double.state.databases['billing'] ?? {};
  users[username] = user;
  return user;
}

async function rotate(target: Target, current: SecretValue, seed: string): Promise<SecretValue> {
  const context = createTargetContext(seed, { admin: toSecret(adminLogin) });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  await target.retire?.({ current: pending, previous: current }, context);
  return pending;
}

function toSecret(
  login: { readonly username: string; readonly password: string },
  fields: object = {},
): SecretValue {
  const place = { engine: 'sqlserver', host: '127.0.0.1', port: double.port, dbname: 'billing' };
  return new SecretValue(JSON.stringify({ ...place, ...login, ...fields }));
}

function toFields(value: SecretValue): Readonly<Record<string, unknown>> {
  return JSON.parse(value.reveal()) as Record<string, unknown>;
}

function createPassword(): string {
  return `${createUuid(createSystemRandom())}-Aa1`;
}

/** For localhost alone, signed by itself. */
function makeCertificate(at: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(at, 'key.pem'), join(at, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

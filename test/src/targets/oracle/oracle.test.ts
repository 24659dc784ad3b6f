// What the contract does not ask of Oracle: what is said to it word for word, the rollover, locked accounts, and what the real driver
// tells where nobody answers.
import { createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { findFreePort } from '../../../../demo/services/free-port.ts';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createOracle } from '../../../../src/targets/oracle/oracle.ts';
import { toRotationError } from '../../../../src/targets/oracle/server-errors.ts';
import { createOracleDouble, type OracleDouble } from '../../../support/doubles/oracle.ts';
import { createTargetContext } from '../../../support/target-context.ts';

test('the second user is made locked, gets all that the first may, and is let in last', async () => {
  const { double, current } = createWorld();
  double.users['APP']?.objects.push({ owner: 'BILLING', table: 'ORDERS', privilege: 'SELECT' });
  const second = await rotate(create(double), double, current, 'one');
  await rotate(create(double), double, second, 'two');
  expect(double.statements.map(hidePasswords)).toEqual([
    'CREATE USER "APP_CLONE" IDENTIFIED BY "…" DEFAULT TABLESPACE "USERS" TEMPORARY TABLESPACE "TEMP" PROFILE "APPS" ACCOUNT LOCK',
    'GRANT "CONNECT" TO "APP_CLONE"',
    'GRANT SELECT ON "BILLING"."ORDERS" TO "APP_CLONE"',
    'ALTER USER "APP_CLONE" IDENTIFIED BY "…" ACCOUNT UNLOCK',
    'ALTER USER "APP" ACCOUNT LOCK',
    'ALTER USER "APP" IDENTIFIED BY "…" ACCOUNT UNLOCK',
    'ALTER USER "APP_CLONE" ACCOUNT LOCK',
  ]);
});

test('a user with the second name that may do more is not taken over', async () => {
  const { double, current } = createWorld();
  double.makeUser('APP_CLONE', 'of-somebody-else', ['CONNECT', 'DBA']);
  await expect(rotate(create(double), double, current, 'namesake')).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('GRANT "DBA"') as unknown,
  });
  expect(double.users['APP_CLONE']?.password).toBe('of-somebody-else');
});

test('an account that we locked is refused, and one that wrong passwords locked is out of reach', async () => {
  const { double, current, admin } = createWorld();
  const context = createTargetContext('locked', { admin });
  const user = double.users['APP'];
  if (user === undefined) throw new Error('The double has lost its user.');
  user.status = 'LOCKED(TIMED)';
  expect(await create(double).verify?.(current, context)).toBe('unreachable');
  user.status = 'LOCKED';
  expect(await create(double).verify?.(current, context)).toBe('refused');
});

test('the names of both users follow the case of the secret', async () => {
  const { double } = createWorld();
  const twinOf = async (username: string): Promise<unknown> => {
    const current = toSecret({ username, password: 'irrelevant' });
    const pending = await create(double).create(current, createTargetContext(username));
    return toFields(pending)['username'];
  };
  expect(await twinOf('app')).toBe('app_clone');
  expect(await twinOf('APP')).toBe('APP_CLONE');
  expect(await twinOf('APP_CLONE')).toBe('APP');
  expect(await twinOf('"App"')).toBe('"App_clone"');
});

test('a rollover is refused where the profile has none, with what was found', async () => {
  const { double, current, admin } = createWorld();
  const target = create(double, { users: 'rollover' });
  for (const context of [
    createTargetContext('no rollover', { admin }),
    createTargetContext('no rollover'),
  ]) {
    const pending = await target.create(current, context);
    await expect(target.set?.({ current, pending }, context)).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining(
        'PASSWORD_ROLLOVER_TIME above 0 for the user, found 0',
      ) as unknown,
    });
  }
  expect(double.statements).toEqual([]);
});

test('a rollover that somebody else began is not touched, for it could cost the current password', async () => {
  const { double, current, admin } = createWorld();
  double.rolloverDays = '1';
  const user = double.users['APP'];
  if (user !== undefined) user.oldPassword = 'of-before';
  const target = create(double, { users: 'rollover' });
  const context = createTargetContext('two passwords', { admin });
  const pending = await target.create(current, context);
  await expect(target.set?.({ current, pending }, context)).rejects.toMatchObject({
    code: 'Rekey.MaxActiveReached',
  });
  expect(await target.verify?.(current, context)).toBe('working');
});

test('a user changes itself by the protocol, with no password in a statement', async () => {
  const { double, current } = createWorld();
  const target = create(double, { users: 'one' });
  const context = createTargetContext('alone');
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  expect(double.statements).toEqual([]);
  expect(await target.verify?.(pending, context)).toBe('working');
});

test.each([
  [1017, 'Rekey.CredentialRefused'],
  [28_001, 'Rekey.CredentialRefused'],
  [28_003, 'Rekey.ValueRejected'],
  [20_001, 'Rekey.ValueRejected'],
  [28_007, 'Rekey.ValueRejected'],
  [28_000, 'Rekey.Transient'],
  [12_514, 'Rekey.Transient'],
  [12_541, 'Rekey.Transient'],
  [12_505, 'Rekey.InvalidConfiguration'],
  [1031, 'Rekey.TargetFailed'],
  [600, 'Rekey.TargetFailed'],
])('ORA-%i means %s', (errorNum, code) => {
  const error = toRotationError({ errorNum, code: 'ORA', message: 'words of the server' });
  expect(error.code).toBe(code);
  expect(error.message).not.toContain('words of the server');
});

test('the real driver, where nobody listens, and where nobody answers before the time is over', async () => {
  const target = createOracle(new Map([['tls', 'off']]));
  const login = { username: 'app', password: createUuid(createSystemRandom()) };
  const nobody = toSecret(login, { port: await findFreePort() });
  expect(await target.verify?.(nobody, createTargetContext('nobody'))).toBe('unreachable');

  const sockets: Socket[] = [];
  let hear: (() => void) | undefined;
  const heard = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const silent = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => hear?.());
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const ending = new AbortController();
  const call = target.verify?.(
    toSecret(login, { port }),
    createTargetContext('silent', { signal: ending.signal }),
  );
  await heard;
  ending.abort();
  expect(await call).toBe('unreachable');
  // The driver takes no signal: it would go on waiting, for ten seconds at the most.
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test.each([
  [{ users: 'three' }, 'users: expected one of two, rollover, one'],
  [{ length: '31' }, 'length: expected a whole number from 16 to 30'],
  [{ tls: 'maybe' }, 'tls: expected one of verify-full'],
])('options %j are refused', (options, message) => {
  expect(() => createOracle(new Map(Object.entries(options)))).toThrow(message);
});

test.each([
  [{ dbname: undefined }, 'dbname key is missing from secret JSON'],
  [{ dbname: 'x?wallet_location=/tmp' }, 'dbname in secret JSON: expected the name of a service'],
  [{ host: 'h/x?ssl_server_dn_match=off' }, 'host in secret JSON: expected one host name'],
  [{ username: 'a"b' }, 'username in secret JSON: expected a name'],
  [{ engine: 'mysql' }, 'engine in secret JSON: expected "oracle"'],
])('a secret with %j is refused', (fields, message) => {
  const value = toSecret({ username: 'app', password: 'p' }, fields);
  expect(() => {
    createOracle(new Map()).check(value);
  }).toThrow(message);
});

interface Login {
  readonly username: string;
  readonly password: string;
}

function createWorld(): {
  readonly double: OracleDouble;
  readonly current: SecretValue;
  readonly admin: SecretValue;
} {
  const double = createOracleDouble();
  const [admin, app] = ['rekey_admin', 'app'].map((username) => ({
    username,
    password: createUuid(createSystemRandom()),
  })) as [Login, Login];
  double.makeUser('REKEY_ADMIN', admin.password, ['DBA']);
  double.makeUser('APP', app.password, ['CONNECT']);
  return { double, current: toSecret(app), admin: toSecret(admin) };
}

function create(double: OracleDouble, options: Readonly<Record<string, string>> = {}): Target {
  return createOracle(new Map(Object.entries({ tls: 'off', ...options })), double.withSession);
}

async function rotate(
  target: Target,
  double: OracleDouble,
  current: SecretValue,
  seed: string,
): Promise<SecretValue> {
  const { password = '' } = double.users['REKEY_ADMIN'] ?? {};
  const context = createTargetContext(seed, {
    admin: toSecret({ username: 'rekey_admin', password }),
  });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  await target.retire?.({ current: pending, previous: current }, context);
  return pending;
}

function toSecret(login: Login, fields: object = {}): SecretValue {
  const place = { engine: 'oracle', host: '127.0.0.1', port: 1521, dbname: 'ORCL' };
  return new SecretValue(JSON.stringify({ ...place, ...login, ...fields }));
}

function toFields(value: SecretValue): Readonly<Record<string, unknown>> {
  return JSON.parse(value.reveal()) as Record<string, unknown>;
}

function hidePasswords(statement: string): string {
  return statement.replace(/IDENTIFIED BY "[^"]+"/, 'IDENTIFIED BY "…"');
}

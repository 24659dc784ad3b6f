// What the contract does not ask of MySQL and MariaDB: what stays as it was, rights of both users, TLS, the server's own log, and refusals.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createMysql } from '../../../../src/targets/mysql/mysql.ts';
import { makeCertificate } from '../../../support/certificate.ts';
import {
  createPassword,
  type MariadbServer,
  startMariadb,
  toLogin,
  toMariadbSecret,
} from '../../../support/mariadb.ts';
import { describeWithProgram } from '../../../support/program.ts';
import { createTargetContext, type TestContext } from '../../../support/target-context.ts';

type Fields = Readonly<Record<string, unknown>>;

describeWithProgram('mariadbd', 'mariadb-server', (path) => {
  let server: MariadbServer;
  let strict: MariadbServer;
  let certificates: string;
  let ca: string;
  let admin: SecretValue;

  beforeAll(async () => {
    certificates = mkdtempSync(join(tmpdir(), 'rekey-certificates-'));
    await chmod(certificates, 0o755);
    const made = makeCertificate(certificates, 'localhost');
    chmodSync(made.key, 0o644); // for the server, which runs as a user of its own
    ({ ca } = made);
    server = await startMariadb(path, [
      `--ssl-cert=${join(certificates, 'server.crt')}`,
      `--ssl-key=${join(certificates, 'server.key')}`,
      '--plugin-load-add=auth_ed25519',
    ]);
    strict = await startMariadb(path, ['--plugin-load-add=simple_password_check']);
    admin = toMariadbSecret(server.port, server.admin);
  });
  afterAll(async () => {
    await server.close();
    await strict.close();
    rmSync(certificates, { recursive: true, force: true });
  });

  test('other ways to log in, demands and expiry of the account stay as they were', async () => {
    const current = await createUser('kept');
    const { password } = toLogin(current);
    await server.query(
      `ALTER USER kept@'%' IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('${password}')
       OR mysql_native_password USING PASSWORD('of-somebody-else') REQUIRE NONE WITH MAX_USER_CONNECTIONS 7 PASSWORD EXPIRE INTERVAL 90 DAY`,
    );
    const before = await describeAccount('kept');
    const next = await rotate(create(), current, 'kept');
    expect(await server.accepts(toLogin(current))).toBe(false);
    expect(await server.accepts(toLogin(next))).toBe(true);
    const withoutOurs = (text: string): string => text.replace(/USING '[^']+'/, 'USING ours');
    expect(withoutOurs(await describeAccount('kept'))).toBe(withoutOurs(before));
    expect(await server.accepts({ username: 'kept', password: 'of-somebody-else' })).toBe(true);
  });

  test.each(['dual', 'two', 'one'])(
    "no password stands in the server's log, though it logs every statement (users=%s)",
    async (users) => {
      const by = users === 'one' ? null : admin;
      const value = await rotate(create({ users }), await createUser(`log_${users}`), users, by);
      const log = server.readLog();
      expect(log).toContain(users === 'one' ? 'SET PASSWORD = ' : `ALTER USER \`log_${users}`);
      expect(log).not.toContain(toLogin(value).password);
    },
  );

  test('of several accounts of one name, the one that the login ends at is changed', async () => {
    await createUser('hosts'); // for all other hosts
    const current = withCa({ username: 'hosts', password: createPassword() });
    const { password } = toLogin(current);
    await server.query(`CREATE USER hosts@'127.0.0.1' IDENTIFIED BY '${password}'`);
    const before = await describeAccount('hosts');
    for (const users of ['dual', 'two', 'one']) {
      const next = await rotate(create({ users }), current, `hosts ${users}`);
      expect(await server.accepts(toLogin(next))).toBe(true);
      await server.query(`ALTER USER hosts@'127.0.0.1' IDENTIFIED BY '${password}' ACCOUNT UNLOCK`);
    }
    expect(await describeAccount('hosts')).toBe(before);
    expect(await server.query(`SELECT Host FROM mysql.user WHERE User = 'hosts_clone'`)).toEqual([
      { Host: '127.0.0.1' },
    ]);
  });

  test('the second user may do what the first may, also by its roles, and under the same demands', async () => {
    const first = await createUser('shop');
    await server.query('CREATE DATABASE shop');
    await server.query('CREATE TABLE shop.orders (id int)');
    await server.query('CREATE ROLE reader');
    await server.query('GRANT SELECT ON mysql.help_topic TO reader');
    await server.query(`GRANT SELECT (id), INSERT ON shop.orders TO shop@'%' WITH GRANT OPTION`);
    await server.query(`GRANT reader TO shop@'%'`);
    await server.query(`SET DEFAULT ROLE reader FOR shop@'%'`);
    await server.query(`ALTER USER shop@'%' WITH MAX_USER_CONNECTIONS 9`);
    const second = await rotate(create({ users: 'two' }), first, 'shop 1');
    expect(toLogin(second).username).toBe('shop_clone');
    await server.queryAs(toLogin(second), 'INSERT INTO shop.orders (id) VALUES (1)');
    await server.queryAs(toLogin(second), 'SELECT name FROM mysql.help_topic LIMIT 1');
    expect(await describeAccount('shop_clone')).toContain('MAX_USER_CONNECTIONS 9');
    await server.query(`GRANT DELETE ON shop.orders TO shop_clone@'%'`);
    const third = await rotate(create({ users: 'two' }), second, 'shop 2');
    expect(toLogin(third).username).toBe('shop');
    await server.queryAs(toLogin(third), 'DELETE FROM shop.orders');
  });

  test('a user that has the second name by chance, and may do more, is not taken over', async () => {
    const current = await createUser('namesake');
    const other = { username: 'namesake_clone', password: createPassword() };
    await server.query(`CREATE USER namesake_clone@'%' IDENTIFIED BY '${other.password}'`);
    await server.query(`GRANT SELECT ON mysql.help_topic TO namesake_clone@'%'`);
    const call = setNext(create({ users: 'two' }), current, 'namesake');
    await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    expect(await server.accepts(other)).toBe(true);
  });

  test.each(['dual', 'two'])(
    'an admin needs no more than the page says (users=%s)',
    async (users) => {
      const modest = await createUser(`admin_${users}`);
      await server.query(`GRANT CREATE USER ON *.* TO admin_${users}@'%'`);
      await server.query(`GRANT SELECT ON mysql.* TO admin_${users}@'%' WITH GRANT OPTION`);
      let value = await createUser(`modest_${users}`);
      await server.query(`GRANT SELECT ON mysql.help_topic TO modest_${users}@'%'`);
      for (const turn of ['one', 'two', 'three']) {
        const old = value;
        value = await rotate(create({ users }), old, `modest ${turn}`, modest);
        expect(await server.accepts(toLogin(old))).toBe(false);
      }
    },
  );

  test('an admin that may not change users is told what it lacks', async () => {
    const weak = await createUser('weak');
    const call = setNext(create(), await createUser('unchanged'), 'weak', weak);
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('CREATE USER') as unknown,
    });
  });

  test('two users without an admin are refused, with what to do', async () => {
    const call = setNext(create({ users: 'two' }), await createUser('lonely'), 'lonely', null);
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('users=one') as unknown,
    });
  });

  test('one user with an admin is healed where somebody changed its password by hand', async () => {
    const target = create({ users: 'one' });
    const known = await createUser('broken');
    await server.query(`ALTER USER broken@'%' IDENTIFIED BY '${createPassword()}'`);
    const alone = setNext(target, known, 'alone', null);
    await expect(alone).rejects.toMatchObject({ code: 'Rekey.CredentialRefused' });
    expect(await server.accepts(toLogin(await setNext(target, known, 'healed')))).toBe(true);
  });

  test('a user that changes itself is refused where it has several ways to log in: all would change', async () => {
    const current = await createUser('several');
    const { password } = toLogin(current);
    await server.query(
      `ALTER USER several@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('${password}') OR mysql_native_password USING PASSWORD('of-somebody-else')`,
    );
    const call = setNext(create({ users: 'one' }), current, 'several', null);
    await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    const other = { username: 'several', password: 'of-somebody-else' };
    expect(await server.accepts(other)).toBe(true);
  });

  test.each(['dual', 'two', 'one'])(
    'an account is refused whose other ways to log in would be lost, or hide what a login tells (users=%s)',
    async (users) => {
      const current = await createUser(`mixed_${users}`);
      const { password } = toLogin(current);
      await server.query(
        `ALTER USER mixed_${users}@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('${password}') OR ed25519 USING PASSWORD('of-somebody-else')`,
      );
      const before = await describeAccount(`mixed_${users}`);
      const call = setNext(create({ users }), current, 'mixed');
      await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
      expect(await describeAccount(`mixed_${users}`)).toBe(before);
    },
  );

  test('a user without a password is refused, and left without', async () => {
    await server.query(`CREATE USER open_door@'%'`);
    const current = withCa({ username: 'open_door', password: 'whatever' });
    const call = setNext(create(), current, 'open');
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('found one that needs none') as unknown,
    });
    expect(await server.accepts({ username: 'open_door', password: '' })).toBe(true);
  });

  test.each([
    ['locked', 'ACCOUNT LOCK', 'refused'],
    ['expired', 'PASSWORD EXPIRE', 'refused'],
  ])('a user that is %s is told as refused', async (name, clause, state) => {
    const value = await createUser(name);
    await server.query(`ALTER USER ${name}@'%' ${clause}`);
    expect(await create().verify?.(value, createTargetContext(name))).toBe(state);
  });

  test('a user that logs in by what the driver does not have is told so', async () => {
    const password = createPassword();
    await server.query(
      `CREATE USER curve@'%' IDENTIFIED VIA ed25519 USING PASSWORD('${password}')`,
    );
    const call = create().verify?.(
      withCa({ username: 'curve', password }),
      createTargetContext('curve'),
    );
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('a method that the driver does not have') as unknown,
    });
  });

  test.each([
    ['dbname', { dbname: 'nowhere' }, 'dbname in secret JSON'],
    ['a certificate by nobody known', { ca: undefined }, 'TLS to the target'],
    ['an address that cannot be verified', { host: '127.0.0.1' }, 'expected the name that'],
  ])('%s is told as a fault of the configuration', async (_title, change, message) => {
    const value = await createUser('faulty');
    const call = create().verify?.(
      new SecretValue(JSON.stringify({ ...toFields(value), ...change })),
      createTargetContext('faulty'),
    );
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining(message) as unknown,
    });
    await server.query(`DROP USER faulty@'%'`);
  });

  test('an address is spoken to where the options say that the chain is enough', async () => {
    const fields = { ...toFields(await createUser('misnamed')), host: '127.0.0.1' };
    const value = new SecretValue(JSON.stringify(fields));
    const context = createTargetContext('misnamed');
    expect(await create({ tls: 'verify-ca' }).verify?.(value, context)).toBe('working');
  });

  test('a server without TLS is refused, not spoken to in plain text', async () => {
    const value = toMariadbSecret(strict.port, strict.admin);
    const named = new SecretValue(JSON.stringify({ ...toFields(value), host: 'localhost' }));
    const call = create().verify?.(named, createTargetContext('plain'));
    await expect(call).rejects.toMatchObject({
      message: expect.stringContaining('found a server without TLS') as unknown,
    });
  });

  test.each(['dual', 'two', 'one'])(
    'a policy that must see the password is told, with the option that shows it (users=%s)',
    async (users) => {
      const username = `policy_${users}`;
      const password = createPassword();
      await strict.query(`CREATE USER ${username}@'%' IDENTIFIED BY '${password}'`);
      const current = toMariadbSecret(strict.port, { username, password });
      const by = toMariadbSecret(strict.port, strict.admin);
      const call = setNext(create({ users, tls: 'off' }), current, 'hash', by);
      await expect(call).rejects.toMatchObject({
        code: 'Rekey.InvalidConfiguration',
        message: expect.stringContaining('send=text') as unknown,
      });
      expect(await strict.accepts({ username, password })).toBe(true);
      const text = create({ users, tls: 'off', send: 'text' });
      const next = await rotate(text, current, 'text', by);
      expect(await strict.accepts(toLogin(next))).toBe(true);
    },
  );

  async function createUser(username: string): Promise<SecretValue> {
    const password = createPassword();
    await server.query(`CREATE USER ${username}@'%' IDENTIFIED BY '${password}'`);
    return withCa({ username, password });
  }

  function withCa(login: { readonly username: string; readonly password: string }): SecretValue {
    const fields = toFields(toMariadbSecret(server.port, login));
    return new SecretValue(JSON.stringify({ ...fields, host: 'localhost', ca }));
  }

  async function describeAccount(username: string): Promise<string> {
    const [row = {}] = await server.query(`SHOW CREATE USER ${username}@'%'`);
    return String(Object.values(row)[0]);
  }

  /** @param by null for the user itself */
  function createContext(current: SecretValue, seed: string, by: SecretValue | null): TestContext {
    if (by === null) return createTargetContext(seed);
    const { host } = toFields(current);
    const own = new SecretValue(JSON.stringify({ ...toFields(by), host }));
    return createTargetContext(seed, { admin: own });
  }

  async function setNext(
    target: Target,
    current: SecretValue,
    seed: string,
    by: SecretValue | null = admin,
  ): Promise<SecretValue> {
    const context = createContext(current, seed, by);
    const pending = await target.create(current, context);
    await target.set?.({ current, pending }, context);
    return pending;
  }

  async function rotate(
    target: Target,
    current: SecretValue,
    seed: string,
    by: SecretValue | null = admin,
  ): Promise<SecretValue> {
    const pending = await setNext(target, current, seed, by);
    const context = createContext(current, seed, by);
    await target.test?.({ current, pending }, context);
    await target.retire?.({ current: pending, previous: current }, context);
    return pending;
  }
});

test.each([
  [{ users: 'three' }, 'users: expected one of dual, two, one, found "three"'],
  [{ send: 'plain' }, 'send: expected hash or text, found "plain"'],
  [{ tls: 'maybe' }, 'tls: expected one of verify-full, verify-ca, off, found "maybe"'],
  [{ lenght: '5' }, 'lenght: expected one of'],
])('options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test.each([
  [{ engine: 'postgres' }, 'engine in secret JSON: expected "mysql"'],
  [{ port: 'many' }, 'port in secret JSON: expected a port'],
  [{ username: undefined }, 'username key is missing from secret JSON'],
])('a secret with %j is refused', (change, message) => {
  const whole = { host: 'h', username: 'u', password: 'p' };
  const value = new SecretValue(JSON.stringify({ ...whole, ...change }));
  expect(() => {
    create().check(value);
  }).toThrow(message);
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createMysql(new Map(Object.entries(options)));
}

function toFields(value: SecretValue): Fields {
  return JSON.parse(value.reveal()) as Fields;
}

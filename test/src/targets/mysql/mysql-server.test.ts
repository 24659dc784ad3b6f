// MySQL 8's dual passwords: the contract of targets against a double of the server, the statements, and the hashes. A real server is asked
// where REKEY_TEST_MYSQL names one, such as mysql://admin:password@127.0.0.1:3306 (a tunnel will do; an admin who may do everything).
import { describe, expect, test } from '@jest/globals';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Account } from '../../../../src/targets/mysql/account.ts';
import { createHashFor, holdsPassword } from '../../../../src/targets/mysql/hashes.ts';
import { createMysql } from '../../../../src/targets/mysql/mysql.ts';
import { mysqlServer } from '../../../../src/targets/mysql/mysql-server.ts';
import { cryptSha256 } from '../../../../src/targets/mysql/sha256-crypt.ts';
import type { TargetFixture } from '../../../contract/fixture.ts';
import { MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { testTargetContract } from '../../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import { type Login, startMysqlDouble, toDoubleSecret } from '../../../support/mysql-double.ts';
import { createTargetContext } from '../../../support/target-context.ts';

const random = createSystemRandom();

const LACKS = {
  ...{ ...MADE_HERE, ...NO_ECHO, ...NO_POLICY },
  openSession: 'what becomes of sessions is asked of MariaDB',
};

testTargetContract('a double of MySQL 8, users=dual', startFixture, LACKS);

test("a second password that is not the secret's makes the rotation stop, and stays", async () => {
  const double = await startMysqlDouble();
  try {
    const login = createLogin('app');
    double.createUser(login);
    const context = createTargetContext('foreign', {
      admin: toDoubleSecret(double.port, double.admin),
    });
    const current = toDoubleSecret(double.port, login);
    const first = await create().create(current, context);
    await create().set?.({ current, pending: first }, context);
    const before = double.listPasswords('app');
    const second = await create().create(first, context);
    // The current one is the first of the user, and the second belongs to whoever still uses it.
    const call = create().set?.({ current: first, pending: second }, context);
    await expect(call).rejects.toMatchObject({ code: 'Rekey.MaxActiveReached' });
    expect(double.listPasswords('app')).toEqual(before);
    // A current one that is the second would be dropped by the change.
    const late = create().set?.({ current, pending: second }, context);
    await expect(late).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    expect(double.accepts(login)).toBe(true);
  } finally {
    await double.close();
  }
});

describe('what MySQL 8 is told', () => {
  const [old, added] = [new SecretValue('the-old-one'), new SecretValue('the-new-one')];
  const sha2 = 'caching_sha2_password';
  const account: Account = {
    ...{ username: 'app', host: '10.%', isLocked: false, demands: 'REQUIRE NONE' },
    methods: [{ plugin: sha2, kept: createHashFor(sha2, old, random) }],
  };

  test.each([
    [
      'hash',
      /^ALTER USER `app`@`10\.%` IDENTIFIED WITH 'caching_sha2_password' AS '\$A\$005\$.{63}' RETAIN CURRENT PASSWORD$/,
    ],
    [
      'text',
      /^ALTER USER `app`@`10\.%` IDENTIFIED WITH 'caching_sha2_password' BY 'the-new-one' RETAIN CURRENT PASSWORD$/,
    ],
  ] as const)(
    'a second password is added beside the one in use, as %s',
    async (send, statement) => {
      const statements = await record(async (session) => {
        const passwords = { current: old, added };
        await mysqlServer.addPassword(session, account, passwords, { send, random });
      });
      expect(statements).toEqual([expect.stringMatching(statement)]);
    },
  );

  test('the first one is given up by making the second the first, so that it works at every moment', async () => {
    const [first] = account.methods;
    const two = { ...account, methods: [{ plugin: sha2, kept: hash(added) }, first ?? never()] };
    const statements = await record(async (session) => {
      const passwords = { removed: added, kept: old };
      await mysqlServer.removePassword(session, two, passwords, { send: 'hash', random });
    });
    expect(statements).toEqual([
      expect.stringMatching(/ AS '\$A\$005\$.{63}'$/),
      'ALTER USER `app`@`10.%` DISCARD OLD PASSWORD',
    ]);
    const [, kept = ''] = / AS '(.+)'$/.exec(statements[0] ?? '') ?? [];
    expect(holdsPassword({ plugin: sha2, kept }, old)).toBe(true);
  });

  test('a second password that somebody else set is left alone', async () => {
    const foreign = new SecretValue('of-somebody-else');
    const two = {
      ...account,
      methods: [...account.methods, { plugin: sha2, kept: hash(foreign) }],
    };
    const statements = await record(async (session) => {
      const passwords = { removed: added, kept: old };
      await mysqlServer.removePassword(session, two, passwords, { send: 'hash', random });
    });
    expect(statements).toEqual([]);
  });

  test('a user that changes itself names no account, and the server hides the text in its logs', async () => {
    const statements = await record(async (session) => {
      await mysqlServer.replaceOwnPassword(session, added, { send: 'hash', random });
    });
    expect(statements).toEqual(["ALTER USER USER() IDENTIFIED BY 'the-new-one'"]);
  });

  function hash(password: SecretValue): string {
    return createHashFor(sha2, password, random);
  }
});

test('the hashes are those of crypt(3), also with the longer salt of MySQL', () => {
  // `openssl passwd -5 -salt saltstring`
  expect(cryptSha256('Hello world!', 'saltstring', 5000)).toBe(
    '5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5',
  );
  // hashcat.net/wiki/doku.php?id=example_hashes, mode 7401: what MySQL keeps of the password "hashcat"
  const salt = Buffer.from('F9CC98CE08892924F50A213B6BC571A2C11778C5', 'hex').toString('latin1');
  expect(cryptSha256('hashcat', salt, 5000)).toBe('bTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/');
});

test('a password that is kept in a form that is not known is never taken for another one', () => {
  const kept = { plugin: 'caching_sha2_password', kept: '$B$something-new' };
  expect(() => holdsPassword(kept, new SecretValue('any'))).toThrow('a form that is not known');
});

const real = process.env['REKEY_TEST_MYSQL'];
if (real !== undefined) {
  testTargetContract('a real MySQL 8, users=dual', async () => await startRealFixture(real), {
    ...LACKS,
    changeByHand: "nobody but the target touches somebody else's server",
  });
}

function create(): ReturnType<typeof createMysql> {
  return createMysql(new Map([['tls', 'off']]));
}

function createLogin(username: string): Login {
  return { username, password: createUuid(random) };
}

async function startFixture(): Promise<TargetFixture> {
  const double = await startMysqlDouble();
  const proxy = await startFaultProxy(double.port, isCall);
  let made = 0;
  return {
    target: create(),
    admin: toDoubleSecret(proxy.port, double.admin),
    createCurrent: async () => {
      made += 1;
      const login = createLogin(`app_${String(made)}`);
      double.createUser(login);
      return toDoubleSecret(proxy.port, login);
    },
    accepts: async (value) => double.accepts(toLogin(value)),
    countCredentials: () => double.listPasswords(`app_${String(made)}`).length,
    toStranger,
    ...toFaults(proxy),
    changeByHand: async (value) => {
      double.createUser(createLogin(toLogin(value).username));
    },
    close: async () => {
      await proxy.close();
      await double.close();
    },
  };
}

async function startRealFixture(address: string): Promise<TargetFixture> {
  const { createConnection } = await import('mysql2/promise');
  const { hostname: host, port, username, password } = new URL(address);
  const place = { host, port: port === '' ? 3306 : Number(port) };
  const admin = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  const proxy = await startFaultProxy(place.port, isCall);
  const session = await createConnection({
    ...place,
    user: admin.username,
    password: admin.password,
  });
  const names: string[] = [];
  return {
    target: create(),
    admin: toDoubleSecret(proxy.port, admin),
    createCurrent: async () => {
      const login = createLogin(`rekey_${createUuid(random).slice(0, 8)}`);
      await session.query(`CREATE USER ${login.username}@'%' IDENTIFIED BY '${login.password}'`);
      names.push(login.username);
      return toDoubleSecret(proxy.port, login);
    },
    accepts: async (value) => {
      const { username: user, password: own } = toLogin(value);
      try {
        await (await createConnection({ ...place, user, password: own })).end();
        return true;
      } catch (error) {
        if ((error as { errno?: number }).errno === 1045) return false;
        throw error;
      }
    },
    countCredentials: async () => {
      const [rows] = await session.query(
        `SELECT 1 + (JSON_EXTRACT(User_attributes, '$.additional_password') IS NOT NULL) AS passwords FROM mysql.user WHERE User = '${names.at(-1) ?? ''}'`,
      );
      return Number((rows as unknown as readonly { passwords: number }[])[0]?.passwords);
    },
    toStranger,
    ...toFaults(proxy),
    close: async () => {
      for (const name of names) await session.query(`DROP USER ${name}@'%'`);
      await session.end();
      await proxy.close();
    },
  };
}

/** What is asked of a session that answers nothing. */
async function record(
  work: (session: { query: (statement: string) => Promise<readonly []> }) => Promise<void>,
): Promise<readonly string[]> {
  const statements: string[] = [];
  await work({
    query: async (statement) => {
      statements.push(statement);
      return [];
    },
  });
  return statements;
}

function toStranger(value: SecretValue): SecretValue {
  return new SecretValue(JSON.stringify({ ...(JSON.parse(value.reveal()) as object), port: 9 }));
}

function toLogin(value: SecretValue): Login {
  const { username, password } = JSON.parse(value.reveal()) as Login;
  return { username, password };
}

/** Every message of the client's but COM_QUIT, which nobody answers. */
function isCall(message: Buffer): boolean {
  return !(message.length === 5 && message[4] === 1);
}

function never(): never {
  throw new Error('unreachable');
}

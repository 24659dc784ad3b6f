// The contract of targets, against a double of what a database knows of its users, behind the target's seam: no wire and no driver. And
// against a real database where REKEY_TEST_ORACLE names one that may be used up, such as oracle://system:…@127.0.0.1:1521/FREEPDB1.
import { describe } from '@jest/globals';
import oracledb from 'oracledb';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createOracle } from '../../../../src/targets/oracle/oracle.ts';
import { IN_PLACE, type Lacks, MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { createOracleDouble } from '../../../support/doubles/oracle.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';

interface Login {
  readonly username: string;
  readonly password: string;
}

const ways = ['two', 'rollover', 'one'] as const;

for (const users of ways) {
  testTargetContract(`oracle double, ${users}`, async () => createDoubleFixture(users), {
    ...lacksOf(users),
    countConnections: 'the double stands in for the driver, below which nothing connects',
    openSession: 'the double keeps no sessions',
  });
}

const real = process.env['REKEY_TEST_ORACLE'];
(real === undefined ? describe.skip : describe)('a real Oracle (REKEY_TEST_ORACLE)', () => {
  for (const users of ways) {
    testTargetContract(`oracle, ${users}`, async () => await startFixture(real ?? '', users), {
      ...{ ...lacksOf(users), ...NO_ECHO, ...NO_POLICY },
      openSession: "not asked of somebody else's server",
    });
  }
});

function lacksOf(users: (typeof ways)[number]): Lacks {
  return users === 'one' ? { ...MADE_HERE, ...IN_PLACE } : MADE_HERE;
}

function createDoubleFixture(users: (typeof ways)[number]): TargetFixture {
  const double = createOracleDouble();
  const options = new Map(Object.entries({ users, tls: 'off' }));
  const adminPassword = createPassword();
  double.makeUser('REKEY_ADMIN', adminPassword, ['DBA']);
  if (users === 'rollover') double.rolloverDays = '1';
  let made = 0;
  let name = '';
  return {
    target: createOracle(options, double.withSession),
    ...(users === 'two'
      ? { admin: toSecret(1521, { username: 'rekey_admin', password: adminPassword }) }
      : {}),
    createCurrent: async () => {
      made += 1;
      name = `APP_${String(made)}`;
      const login = { username: name.toLowerCase(), password: createPassword() };
      double.makeUser(name, login.password, ['CONNECT', 'BILLING_READER']);
      return toSecret(1521, login);
    },
    accepts: async (value) => {
      const { username, password } = toLogin(value);
      const user = double.users[username.toUpperCase()];
      return user?.status === 'OPEN' && [user.password, user.oldPassword].includes(password);
    },
    countCredentials: () =>
      [name, `${name}_CLONE`]
        .map((each) => double.users[each])
        .filter((user) => user?.status === 'OPEN')
        .reduce((count, user) => count + (user?.oldPassword === undefined ? 1 : 2), 0),
    toStranger: (value) => changeFields(value, { port: 9 }),
    failRequest: (index, when) => {
      double.failCall(index, when);
    },
    hasFailed: () => double.hasFailed(),
    echoCredentials: (on) => {
      double.echoes = on;
    },
    goDown: async () => {
      double.isDown = true;
    },
    comeBack: async () => {
      double.isDown = false;
    },
    goSilent: (on) => {
      double.isSilent = on;
    },
    changeByHand: async (value) => {
      const user = double.users[toLogin(value).username.toUpperCase()];
      if (user !== undefined) user.password = createPassword();
    },
    refusePasswords: async (on) => {
      double.refusesPasswords = on;
    },
    close: async () => {},
  };
}

async function startFixture(url: string, users: (typeof ways)[number]): Promise<TargetFixture> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const admin = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  const servicePort = Number(port || 1521);
  const dbname = pathname.slice(1);
  const proxy = await startFaultProxy(servicePort, () => true, hostname);
  const connect = async ({ username: user, password: pass }: Login): Promise<oracledb.Connection> =>
    await oracledb.getConnection({
      user,
      password: pass,
      connectString: `tcp://${hostname}:${String(servicePort)}/${dbname}`,
    });
  const beside = await connect(admin);
  const run = async (statement: string): Promise<number> =>
    ((await beside.execute(statement)).rows ?? []).length;
  const prefix = `app${createPassword().slice(0, 8)}`.toUpperCase();
  const profile = `${prefix}_PROFILE`;
  const rollover = users === 'rollover' ? ' PASSWORD_ROLLOVER_TIME 1' : '';
  await run(`CREATE PROFILE ${profile} LIMIT FAILED_LOGIN_ATTEMPTS UNLIMITED${rollover}`);
  let made = 0;
  let name = '';
  return {
    target: createOracle(new Map(Object.entries({ users, tls: 'off' }))),
    ...(users === 'two' ? { admin: toSecret(proxy.port, admin, dbname) } : {}),
    createCurrent: async () => {
      made += 1;
      name = `${prefix}_${String(made)}`;
      const login = { username: name.toLowerCase(), password: createPassword() };
      await run(`CREATE USER ${name} IDENTIFIED BY "${login.password}" PROFILE ${profile}`);
      await run(`GRANT CREATE SESSION TO ${name}`);
      return toSecret(proxy.port, login, dbname);
    },
    accepts: async (value) => {
      try {
        await (await connect(toLogin(value))).close();
        return true;
      } catch {
        return false;
      }
    },
    countCredentials: async () => {
      const names = `'${name}', '${name}_CLONE'`;
      const from = `FROM dba_users WHERE username IN (${names}) AND account_status`;
      const open = await run(`SELECT username ${from} LIKE 'OPEN%'`);
      return open + (await run(`SELECT username ${from} LIKE '%ROLLOVER%'`));
    },
    toStranger: (value) => changeFields(value, { port: 9 }),
    ...toFaults(proxy),
    changeByHand: async (value) => {
      const { username: user } = toLogin(value);
      await run(`ALTER USER ${user} IDENTIFIED BY "${createPassword()}"`);
      if (users === 'rollover') await run(`ALTER USER ${user} EXPIRE PASSWORD ROLLOVER PERIOD`);
    },
    close: async () => {
      await beside.close();
      await proxy.close();
    },
  };
}

function toSecret(port: number, login: Login, dbname = 'ORCL'): SecretValue {
  return new SecretValue(
    JSON.stringify({ engine: 'oracle', host: '127.0.0.1', port, dbname, ...login }),
  );
}

function changeFields(value: SecretValue, fields: object): SecretValue {
  return new SecretValue(JSON.stringify({ ...toLogin(value), ...fields }));
}

function toLogin(value: SecretValue): Login {
  return JSON.parse(value.reveal()) as Login;
}

/** At most 30 characters, of all kinds. */
function createPassword(): string {
  return `${createUuid(createSystemRandom()).replaceAll('-', '').slice(0, 24)}-Aa1`;
}

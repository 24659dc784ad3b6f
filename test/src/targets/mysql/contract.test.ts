// The contract of targets, against a real MariaDB: one user with two passwords, two users that take turns, and one that changes its own.
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createMysql } from '../../../../src/targets/mysql/mysql.ts';
import type { TargetFixture } from '../../../contract/fixture.ts';
import { IN_PLACE, MADE_HERE, NO_ECHO } from '../../../contract/lacks.ts';
import { testTargetContract } from '../../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import {
  createPassword,
  startMariadb,
  toLogin,
  toMariadbSecret,
} from '../../../support/mariadb.ts';
import { describeWithProgram } from '../../../support/program.ts';

const LACKS = { ...MADE_HERE, ...NO_ECHO };

describeWithProgram('mariadbd', 'mariadb-server', (path) => {
  for (const users of ['dual', 'two', 'one'] as const) {
    testTargetContract(`mariadb, users=${users}`, async () => await startFixture(path, { users }), {
      ...{ ...LACKS, ...(users === 'one' ? IN_PLACE : {}) },
      refusePasswords: 'in a suite of its own, below',
    });
  }
  const startWithPolicy = async (): Promise<TargetFixture> => {
    const settings = ['--plugin-load-add=simple_password_check'];
    return await startFixture(path, { users: 'dual', send: 'text' }, settings);
  };
  testTargetContract('mariadb with a password policy', startWithPolicy, LACKS);
});

async function startFixture(
  path: string,
  options: Readonly<Record<string, string>> & { readonly users: 'dual' | 'two' | 'one' },
  settings: readonly string[] = [],
): Promise<TargetFixture> {
  const server = await startMariadb(path, settings);
  const proxy = await startFaultProxy(server.port, isCall);
  const hasAdmin = options.users !== 'one';
  let made = 0;
  let names: readonly string[] = [];

  return {
    target: createMysql(new Map(Object.entries({ ...options, tls: 'off' }))),
    ...(hasAdmin ? { admin: toMariadbSecret(proxy.port, server.admin) } : {}),
    createCurrent: async () => {
      made += 1;
      const username = `app_${String(made)}`;
      const password = createPassword();
      await server.query(`CREATE USER ${username}@'%' IDENTIFIED BY '${password}'`);
      await server.query(`GRANT SELECT ON mysql.help_topic TO ${username}@'%'`);
      names = [username, `${username}_clone`];
      return toMariadbSecret(proxy.port, { username, password });
    },
    accepts: async (value) => await server.accepts(toLogin(value)),
    countCredentials: async () => {
      const list = names.map((name) => `'${name}'`).join(', ');
      const rows = await server.query(
        `SELECT IFNULL(JSON_LENGTH(Priv, '$.auth_or'), 1) AS methods FROM mysql.global_priv
         WHERE User IN (${list}) AND IFNULL(JSON_VALUE(Priv, '$.account_locked'), 0) = 0`,
      );
      return rows.reduce((sum, { methods }) => sum + Number(methods), 0);
    },
    toStranger: (value) =>
      new SecretValue(JSON.stringify({ ...(JSON.parse(value.reveal()) as object), port: 9 })),
    ...toFaults(proxy),
    changeByHand: async (value) => {
      const { username } = toLogin(value);
      const password = createPassword();
      await server.query(`ALTER USER ${username}@'%' IDENTIFIED BY '${password}'`);
    },
    openSession: async (value) => {
      const session = await server.open(toLogin(value));
      return {
        isAlive: async () => {
          const [rows] = await session.query('SELECT name FROM mysql.help_topic LIMIT 1');
          return Array.isArray(rows);
        },
        close: async () => await session.end(),
      };
    },
    sessionsSurvive: true,
    ...(options['send'] === 'text'
      ? {
          refusePasswords: async (on: boolean) => {
            await server.query(
              `SET GLOBAL simple_password_check_minimal_length = ${on ? '200' : '8'}`,
            );
          },
        }
      : {}),
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}

/** Every message of the client's but COM_QUIT, which nobody answers (mariadb.com/kb/en/0-packet). */
function isCall(message: Buffer): boolean {
  return !(message.length === 5 && message[4] === 1);
}

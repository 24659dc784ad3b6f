// The contract of targets, against a double that speaks TDS; and against a real server where REKEY_TEST_SQLSERVER names one that may be
// used up, such as sqlserver://sa:…@127.0.0.1:1433 (without TLS; a database billing is made there).
import { describe } from '@jest/globals';
import { Connection, Request } from 'tedious';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createSqlserver } from '../../../../src/targets/sqlserver/sqlserver.ts';
import { IN_PLACE, MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startSqlserverDouble } from '../../../support/doubles/sqlserver.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';

interface Login {
  readonly username: string;
  readonly password: string;
}

interface Server {
  readonly host: string;
  readonly port: number;
  readonly admin: Login;
  readonly echo?: (on: boolean) => void;
  readonly refusePasswords?: (on: boolean) => void;
  /** Those of the logins that may log in. */
  countEnabled(names: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

testTargetContract(
  'sqlserver double, two logins',
  async () => await startFixture(await startDouble(), 'two'),
  MADE_HERE,
);
testTargetContract(
  'sqlserver double, one login by itself',
  async () => await startFixture(await startDouble(), 'one'),
  { ...MADE_HERE, ...IN_PLACE },
);

const real = process.env['REKEY_TEST_SQLSERVER'];
(real === undefined ? describe.skip : describe)('a real SQL Server (REKEY_TEST_SQLSERVER)', () => {
  for (const users of ['two', 'one'] as const) {
    testTargetContract(
      `sqlserver, ${users}`,
      async () => await startFixture(await openServer(real ?? ''), users),
      { ...MADE_HERE, ...NO_ECHO, ...NO_POLICY, ...(users === 'one' ? IN_PLACE : {}) },
    );
  }
});

async function startDouble(): Promise<Server> {
  const admin = { username: 'rekey_admin', password: createPassword() };
  const double = await startSqlserverDouble({ admin });
  return {
    ...double,
    host: '127.0.0.1',
    admin,
    countEnabled: async (names) =>
      names.filter((name) => double.state.logins[name]?.isDisabled === false).length,
  };
}

async function openServer(url: string): Promise<Server> {
  const { hostname, port, username, password } = new URL(url);
  const server = {
    host: hostname,
    port: Number(port || 1433),
    admin: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    close: async () => {},
  };
  await runAs(server, server.admin, "IF DB_ID('billing') IS NULL CREATE DATABASE billing");
  return {
    ...server,
    countEnabled: async (names) =>
      await runAs(
        server,
        server.admin,
        `SELECT name FROM sys.sql_logins WHERE is_disabled = 0 AND name IN (${names.map((name) => `'${name}'`).join(', ')})`,
      ),
  };
}

async function startFixture(server: Server, users: 'two' | 'one'): Promise<TargetFixture> {
  const proxy = await startFaultProxy(server.port, isCall, server.host);
  const prefix = `app_${createPassword().slice(0, 8)}`;
  let made = 0;
  let logins: readonly string[] = [];
  const toSecret = (login: Login, dbname: string): SecretValue =>
    new SecretValue(
      JSON.stringify({
        engine: 'sqlserver',
        host: '127.0.0.1',
        port: proxy.port,
        dbname,
        ...login,
      }),
    );
  const { echo, refusePasswords } = server;

  return {
    target: createSqlserver(new Map(Object.entries({ tls: 'off', users }))),
    ...(users === 'two' ? { admin: toSecret(server.admin, 'master') } : {}),
    createCurrent: async () => {
      made += 1;
      const login = { username: `${prefix}_${String(made)}`, password: createPassword() };
      const name = `[${login.username}]`;
      await runAs(
        server,
        server.admin,
        [
          `CREATE LOGIN ${name} WITH PASSWORD = N'${login.password}'`,
          `EXEC [billing].sys.sp_executesql N'CREATE USER ${name} FOR LOGIN ${name}; ALTER ROLE [db_datareader] ADD MEMBER ${name}'`,
          '',
        ].join(';\n'),
      );
      logins = [login.username, `${login.username}_clone`];
      return toSecret(login, 'billing');
    },
    accepts: async (value) => {
      try {
        (await connect(server, toLogin(value))).close();
        return true;
      } catch {
        return false;
      }
    },
    countCredentials: async () => await server.countEnabled(logins),
    toStranger: (value) =>
      new SecretValue(JSON.stringify({ ...(JSON.parse(value.reveal()) as object), port: 9 })),
    ...toFaults(proxy),
    ...(echo === undefined ? {} : { echoCredentials: echo }),
    ...(refusePasswords === undefined
      ? {}
      : {
          refusePasswords: async (on: boolean) => {
            refusePasswords(on);
          },
        }),
    changeByHand: async (value) => {
      const { username } = toLogin(value);
      const statement = `ALTER LOGIN [${username}] WITH PASSWORD = N'${createPassword()}'`;
      await runAs(server, server.admin, statement);
    },
    openSession: async (value) => {
      const connection = await connect(server, toLogin(value));
      return {
        isAlive: async () => (await query(connection, 'SELECT SUSER_SNAME() AS name')) === 1,
        close: async () => {
          connection.close();
        },
      };
    },
    sessionsSurvive: true,
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}

async function connect(
  { host, port }: Pick<Server, 'host' | 'port'>,
  { username, password }: Login,
): Promise<Connection> {
  const connection = new Connection({
    server: host,
    authentication: { type: 'default', options: { userName: username, password } },
    options: { port, encrypt: false, database: 'master' },
  });
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
  return connection;
}

/** @returns how many rows came */
async function runAs(
  server: Pick<Server, 'host' | 'port'>,
  login: Login,
  batch: string,
): Promise<number> {
  const connection = await connect(server, login);
  try {
    return await send(connection, batch, 'execSqlBatch');
  } finally {
    connection.close();
  }
}

async function query(connection: Connection, statement: string): Promise<number> {
  return await send(connection, statement, 'execSql');
}

async function send(
  connection: Connection,
  text: string,
  how: 'execSql' | 'execSqlBatch',
): Promise<number> {
  return await new Promise((resolve, reject) => {
    const request = new Request(text, (error, count) => {
      if (error === null || error === undefined) resolve(count ?? 0);
      else reject(error);
    });
    connection[how](request);
  });
}

function toLogin(value: SecretValue): Login {
  return JSON.parse(value.reveal()) as Login;
}

/** Of all kinds of characters that Windows's policy asks for. */
function createPassword(): string {
  return `${createUuid(createSystemRandom())}-Aa1`;
}

/** A login, a batch or a call of a procedure. */
function isCall(message: Buffer): boolean {
  return [0x10, 0x01, 0x03].includes(message[0] ?? 0);
}

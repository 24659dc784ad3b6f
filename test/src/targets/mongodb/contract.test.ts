// The contract of targets, against a double that speaks MongoDB's wire protocol; and against a real server where REKEY_TEST_MONGODB names
// one that may be used up, such as mongodb://root:…@127.0.0.1:27017 (without TLS).
import { describe } from '@jest/globals';
import type { Document } from 'mongodb';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createMongodb } from '../../../../src/targets/mongodb/mongodb.ts';
import { IN_PLACE, MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startMongodbDouble } from '../../../support/doubles/mongodb.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import {
  acceptsMongodb,
  connectMongodb,
  isMongodbCall,
  type MongodbLogin,
  type MongodbServer,
  openMongodb,
} from '../../../support/mongodb-logins.ts';

interface Server extends MongodbServer {
  readonly admin: MongodbLogin;
  readonly echo?: (on: boolean) => void;
  close(): Promise<void>;
}

/** More than a rotation and the one before make. */
const VALUES_TRIED = 4;
const ROLE = 'rekey_changes_own_password';

const LACKS = { ...MADE_HERE, ...NO_POLICY };

testTargetContract(
  'mongodb double, two users',
  async () => await startFixture(await startDouble(), 'two'),
  LACKS,
);
testTargetContract(
  'mongodb double, one user by itself',
  async () => await startFixture(await startDouble(), 'one'),
  { ...LACKS, ...IN_PLACE },
);

const real = process.env['REKEY_TEST_MONGODB'];
(real === undefined ? describe.skip : describe)('a real MongoDB (REKEY_TEST_MONGODB)', () => {
  for (const users of ['two', 'one'] as const) {
    testTargetContract(
      `mongodb, ${users}`,
      async () => await startFixture(toServer(real ?? ''), users),
      { ...LACKS, ...NO_ECHO, ...(users === 'one' ? IN_PLACE : {}) },
    );
  }
});

async function startDouble(): Promise<Server> {
  const admin = { username: 'rekey_admin', password: createPassword() };
  const double = await startMongodbDouble({ admin });
  return { ...double, host: '127.0.0.1', admin };
}

function toServer(url: string): Server {
  const { hostname, port, username, password } = new URL(url);
  const admin = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { host: hostname, port: Number(port || 27_017), admin, close: async () => {} };
}

async function startFixture(server: Server, users: 'two' | 'one'): Promise<TargetFixture> {
  const proxy = await startFaultProxy(server.port, isMongodbCall, server.host);
  const beside = connectMongodb(server, server.admin);
  const run = async (command: Document): Promise<Document> =>
    await beside.db('admin').command(command);
  const prefix = `app_${createPassword().slice(0, 8)}`;
  const target = createMongodb(new Map(Object.entries({ tls: 'off', users })));
  let made = 0;
  let values: SecretValue[] = [];
  const toSecret = (login: MongodbLogin): SecretValue =>
    new SecretValue(
      JSON.stringify({
        engine: 'mongo',
        host: '127.0.0.1',
        port: proxy.port,
        ssl: false,
        ...login,
      }),
    );
  if (server.echo === undefined) {
    const privileges = [
      { resource: { db: 'admin', collection: '' }, actions: ['changeOwnPassword'] },
    ];
    await run({ createRole: ROLE, privileges, roles: [] }).catch(() => undefined);
  }

  return {
    target: {
      ...target,
      create: async (current, context) => {
        const value = await target.create(current, context);
        values = [value, ...values].slice(0, VALUES_TRIED);
        return value;
      },
    },
    ...(users === 'two' ? { admin: toSecret(server.admin) } : {}),
    createCurrent: async () => {
      made += 1;
      const login = { username: `${prefix}_${String(made)}`, password: createPassword() };
      const own = server.echo === undefined ? ROLE : 'changeOwnPassword';
      const roles = [
        { role: 'readWrite', db: 'billing' },
        { role: own, db: 'admin' },
      ];
      await run({ createUser: login.username, pwd: login.password, roles });
      values = [toSecret(login)];
      return toSecret(login);
    },
    accepts: async (value) => await acceptsMongodb(server, toLogin(value)),
    // A user that was retired has a password that nobody knows, which no list of users tells.
    countCredentials: async () => {
      const tried = await Promise.all(
        values.map(async (value) => await acceptsMongodb(server, toLogin(value))),
      );
      return tried.filter((works) => works).length;
    },
    toStranger: (value) => change(value, { port: 9 }),
    ...toFaults(proxy),
    ...(server.echo === undefined ? {} : { echoCredentials: server.echo }),
    changeByHand: async (value) => {
      await run({ updateUser: toLogin(value).username, pwd: createPassword() });
    },
    openSession: async (value) => await openMongodb(server, toLogin(value)),
    sessionsSurvive: true,
    close: async () => {
      await beside.close();
      await proxy.close();
      await server.close();
    },
  };
}

function toLogin(value: SecretValue): MongodbLogin {
  return JSON.parse(value.reveal()) as MongodbLogin;
}

function change(value: SecretValue, fields: object): SecretValue {
  return new SecretValue(JSON.stringify({ ...toLogin(value), ...fields }));
}

function createPassword(): string {
  return createUuid(createSystemRandom());
}

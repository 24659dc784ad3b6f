// The contract of targets, against a real PostgreSQL: two users that take turns, and one that changes its own password.
import { dirname } from 'node:path';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createPostgres } from '../../../../src/targets/postgres/postgres.ts';
import { IN_PLACE, MADE_HERE, NO_ECHO, NO_POLICY } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import { startPostgres, toPostgresSecret } from '../../../support/postgres.ts';
import { describeWithProgram } from '../../../support/program.ts';

const LACKS = { ...MADE_HERE, ...NO_ECHO, ...NO_POLICY };
const ONE = { ...LACKS, ...IN_PLACE };

testTargetContract('postgres, two users', async () => await startFixture('two'), LACKS);
testTargetContract('postgres, one user', async () => await startFixture('one'), ONE);

describeWithProgram('initdb', 'postgresql', (path) => {
  const programs = dirname(path);
  testTargetContract(
    'postgres as installed, two users',
    async () => await startFixture('two', { programs }),
    LACKS,
  );
  testTargetContract(
    'postgres as installed, one user',
    async () => await startFixture('one', { programs }),
    ONE,
  );
});

async function startFixture(
  users: 'one' | 'two',
  { programs }: { readonly programs?: string } = {},
): Promise<TargetFixture> {
  const server = await startPostgres(programs === undefined ? {} : { programs });
  const proxy = await startFaultProxy(server.port, isCall);
  const options = new Map([
    ['tls', 'off'],
    ['users', users],
  ]);
  const admin = users === 'two' ? toPostgresSecret(proxy.port, server.admin) : undefined;
  let made = 0;
  let logins: string[] = [];

  return {
    target: createPostgres(options),
    ...(admin === undefined ? {} : { admin }),
    createCurrent: async () => {
      made += 1;
      const username = `app_${String(made)}`;
      const password = createUuid(createSystemRandom());
      await server.query(`CREATE ROLE ${username} LOGIN PASSWORD '${password}'`);
      logins = [username, `${username}_clone`];
      return toPostgresSecret(proxy.port, { username, password });
    },
    accepts: async (value) => await server.accepts(toLogin(value)),
    countCredentials: async () => {
      const names = logins.map((name) => `'${name}'`).join(', ');
      const rows = await server.query(
        `SELECT 1 FROM pg_authid WHERE rolname IN (${names}) AND rolcanlogin AND rolpassword IS NOT NULL`,
      );
      return rows.length;
    },
    toStranger: (value) =>
      new SecretValue(JSON.stringify({ ...(JSON.parse(value.reveal()) as object), port: 9 })),
    ...toFaults(proxy),
    changeByHand: async (value) => {
      const { username } = toLogin(value);
      const password = createUuid(createSystemRandom());
      await server.query(`ALTER ROLE ${username} PASSWORD '${password}'`);
    },
    openSession: async (value) => {
      const session = await server.open(toLogin(value));
      return {
        isAlive: async () => (await session.query('SELECT 1')).length === 1,
        close: async () => {
          await session.close();
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

function toLogin(value: SecretValue): { readonly username: string; readonly password: string } {
  return JSON.parse(value.reveal()) as { username: string; password: string };
}

/** A query, or the message that ends a login (postgresql.org/docs/current/protocol-message-formats.html). */
function isCall(message: Buffer): boolean {
  const type = String.fromCharCode(message[0] ?? 0);
  return type === 'Q' || (type === 'p' && message.includes('p='));
}

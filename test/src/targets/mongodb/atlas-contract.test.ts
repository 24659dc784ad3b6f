// The contract of targets for MongoDB Atlas, against a stand-in that was built from its documentation of November 2026.
import { createSystemClock } from '../../../../local/clock.ts';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createMongodb } from '../../../../src/targets/mongodb/mongodb.ts';
import { IN_PLACE, MADE_HERE } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startAtlasDouble } from '../../../support/doubles/atlas.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import {
  acceptsMongodb,
  isMongodbCall,
  type MongodbLogin,
  openMongodb,
} from '../../../support/mongodb-logins.ts';

/** More than a rotation and the one before make. */
const VALUES_TRIED = 4;
/** Atlas's seconds, in short: longer than a call takes, and less than the second that the target is told. */
const PROPAGATION_MS = 40;

const LACKS = {
  ...MADE_HERE,
  refusePasswords: 'the documentation has no policy but the eight characters that ours always have',
};

// The rules of a run are the same for every pair of users: the double of a MongoDB asks for whole runs each time.
const RARELY = ['runs'] as const;

testTargetContract(
  'Atlas stand-in, two users',
  async () => await startFixture('two'),
  LACKS,
  RARELY,
);
testTargetContract(
  'Atlas stand-in, one user',
  async () => await startFixture('one'),
  { ...LACKS, ...IN_PLACE },
  RARELY,
);

async function startFixture(users: 'two' | 'one'): Promise<TargetFixture> {
  const atlas = await startAtlasDouble({
    clock: createSystemClock(),
    propagationMs: PROPAGATION_MS,
  });
  const proxy = await startFaultProxy(atlas.port, isCall);
  const server = { host: '127.0.0.1', port: atlas.port };
  const options = {
    users,
    tls: 'off',
    atlas: atlas.groupId,
    atlasUrl: `http://127.0.0.1:${String(proxy.port)}`,
    propagation: '1',
  };
  const target = createMongodb(new Map(Object.entries(options)));
  let made = 0;
  let values: SecretValue[] = [];

  return {
    target: {
      ...target,
      create: async (current, context) => {
        const value = await target.create(current, context);
        values = [value, ...values].slice(0, VALUES_TRIED);
        return value;
      },
    },
    admin: new SecretValue(JSON.stringify(atlas.account)),
    createCurrent: async () => {
      made += 1;
      const login = { username: `app_${String(made)}`, password: createPassword() };
      const roles = [{ roleName: 'readWrite', databaseName: 'billing' }];
      atlas.setUser(login.username, { password: login.password, roles });
      const fields = { host: '127.0.0.1', port: proxy.port, groupId: atlas.groupId, ...login };
      const value = new SecretValue(JSON.stringify(fields));
      values = [value];
      return value;
    },
    accepts: async (value) => await acceptsMongodb(server, toLogin(value)),
    // As Atlas has it, whether its cluster knows it yet or not.
    countCredentials: () =>
      values.map(toLogin).filter(({ username, password }) => atlas.hasPassword(username, password))
        .length,
    toStranger: (value) => new SecretValue(JSON.stringify({ ...toLogin(value), port: 9 })),
    ...toFaults(proxy),
    echoCredentials: atlas.echo,
    changeByHand: async (value) => {
      atlas.setUser(toLogin(value).username, { password: createPassword() });
    },
    openSession: async (value) => await openMongodb(server, toLogin(value)),
    sessionsSurvive: true,
    close: async () => {
      await proxy.close();
      await atlas.close();
    },
  };
}

function toLogin(value: SecretValue): MongodbLogin {
  return JSON.parse(value.reveal()) as MongodbLogin;
}

function createPassword(): string {
  return createUuid(createSystemRandom());
}

/** A request to the Admin API, or a step of a login at the cluster. */
function isCall(message: Buffer): boolean {
  return /^(GET|POST|PATCH) /.test(message.toString('latin1', 0, 8)) || isMongodbCall(message);
}

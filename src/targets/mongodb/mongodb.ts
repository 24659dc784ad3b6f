// A user of MongoDB 4.2 and later or of Amazon DocumentDB. With an admin two users take turns; or one is changed in place, by an admin or
// by itself. Of a user of MongoDB Atlas, atlas/users.ts.
import { SecretValue } from '../../rotation/secret-value.ts';
import type { Target } from '../../rotation/target.ts';
import { createOneUser } from '../database/one-user.ts';
import { parseUserSettings } from '../database/settings.ts';
import { toTwinName } from '../database/twin-name.ts';
import { createTwoUsers } from '../database/two-users.ts';
import type { DatabaseUsers } from '../database/users.ts';
import type { Options } from '../options.ts';
import { createRandomText } from '../random-text.ts';
import { parseTls } from '../tls.ts';
import { atlasOptions, parseAtlas } from './atlas/settings.ts';
import { createAtlasUsers } from './atlas/users.ts';
import { type MongoLogin, readAdmin, readUser } from './login.ts';
import { type Session, withSession } from './session.ts';
import { disableUser, prepareUser, setPassword } from './users.ts';

/** As AWS's function names the second user. DocumentDB takes 63 bytes. */
const NAMING = { suffix: '_clone', bytesMax: 63 };

/**
 * Options: `users` (two or one; default two), `replicaSet` (its name, where the host is one of several), `tls` (verify-full, verify-ca
 * or off; default verify-full), `length` of the password (default 40). For MongoDB Atlas: `atlas` (the project's id), `atlasUrl` (Atlas
 * for Government), `propagation` (seconds that a change may take; default 30).
 */
export function createMongodb(options: Options): Target {
  const { users: way, length } = parseUserSettings(options, {
    ways: ['two', 'one'],
    length: { fallback: 40, min: 16, max: 100 },
    others: ['replicaSet', 'tls', ...atlasOptions],
  });
  const tls = parseTls(options);
  const transport = { tls, replicaSet: options.get('replicaSet') };
  const createPassword: DatabaseUsers<MongoLogin, Session>['createPassword'] = (random) =>
    createRandomText({ alphabet: 'url-safe', length, require: [] }, random);
  const logIn: DatabaseUsers<MongoLogin, Session>['withSession'] = async (user, signal, work) =>
    await withSession(user, transport, signal, work);
  const atlas = parseAtlas(options, tls);
  if (atlas !== undefined) {
    const users = createAtlasUsers(atlas, { createPassword, withSession: logIn });
    return way === 'one' ? createOneUser(users) : createTwoUsers(users);
  }
  const users: DatabaseUsers<MongoLogin, Session> = {
    name: 'mongodb',
    locksOut: false,
    readUser: (value) => readUser(value, tls),
    toTwin: (username) => toTwinName(username, NAMING),
    createPassword,
    withSession: logIn,
    withAdminSession: async (admin, user, { signal }, work) =>
      await logIn(readAdmin(admin, user), signal, work),
    setPassword,
    setOwnPassword: setPassword,
    prepareUser,
    disableUser: async (session, user, random) => {
      await disableUser(session, user, new SecretValue(createPassword(random)));
    },
  };
  return way === 'one' ? createOneUser(users) : createTwoUsers(users);
}

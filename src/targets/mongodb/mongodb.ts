// A user of MongoDB 4.2 and later or of Amazon DocumentDB. With an admin two users take turns; or one is changed in place, by an admin or
// by itself. Atlas changes its database users by an HTTP API of its own: a recipe's work.
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
import { type MongoLogin, readAdmin, readUser } from './login.ts';
import { type Session, withSession } from './session.ts';
import { disableUser, prepareUser, setPassword } from './users.ts';

/** As AWS's function names the second user. DocumentDB takes 63 bytes. */
const NAMING = { suffix: '_clone', bytesMax: 63 };

/**
 * Options: `users` (two or one; default two), `replicaSet` (its name, where the host is one of several), `tls` (verify-full, verify-ca
 * or off; default verify-full), `length` of the password (default 40).
 */
export function createMongodb(options: Options): Target {
  const { users: way, length } = parseUserSettings(options, {
    ways: ['two', 'one'],
    length: { fallback: 40, min: 16, max: 100 },
    others: ['replicaSet', 'tls'],
  });
  const tls = parseTls(options);
  const transport = { tls, replicaSet: options.get('replicaSet') };
  const createPassword: DatabaseUsers<MongoLogin, Session>['createPassword'] = (random) =>
    createRandomText({ alphabet: 'url-safe', length, require: [] }, random);
  const users: DatabaseUsers<MongoLogin, Session> = {
    name: 'mongodb',
    locksOut: false,
    readUser: (value) => readUser(value, tls),
    readAdmin,
    toTwin: (username) => toTwinName(username, NAMING),
    createPassword,
    withSession: async (user, signal, work) => await withSession(user, transport, signal, work),
    setPassword,
    setOwnPassword: setPassword,
    prepareUser,
    disableUser: async (session, user, random) => {
      await disableUser(session, user, new SecretValue(createPassword(random)));
    },
  };
  return way === 'one' ? createOneUser(users) : createTwoUsers(users);
}

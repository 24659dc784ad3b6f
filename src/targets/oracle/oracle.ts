// A user of an Oracle database, on RDS too. With an admin two users take turns; or one user has two passwords for a while (rollover); or
// one is changed in place. The last two by an admin or by the user itself.
import { SecretValue } from '../../rotation/secret-value.ts';
import type { Target } from '../../rotation/target.ts';
import type { Login } from '../database/login.ts';
import { createOneUser } from '../database/one-user.ts';
import { parseUserSettings } from '../database/settings.ts';
import { createTwoUsers } from '../database/two-users.ts';
import type { DatabaseUsers } from '../database/users.ts';
import type { Options } from '../options.ts';
import { createRandomText } from '../random-text.ts';
import { parseTls } from '../tls.ts';
import { readAdmin, readUser, toTwin } from './login.ts';
import { createRollover } from './rollover.ts';
import { createSessions, type Session, type WithSession } from './session.ts';
import { disableUser, isDisabled, prepareUser, setPassword } from './users.ts';

/**
 * Options: `users` (two, rollover or one; default two), `tls` (verify-full, verify-ca or off; default verify-full), `length` of the
 * password (default 30, which every release takes).
 * @param openSession where no server is to be had, a double's
 */
export function createOracle(options: Options, openSession?: WithSession): Target {
  const { users: way, length } = parseUserSettings(options, {
    ways: ['two', 'rollover', 'one'],
    length: { fallback: 30, min: 16, max: 30 },
    others: ['tls'],
  });
  // What Oracle's own verify functions ask for.
  const createPassword: DatabaseUsers<Login, Session>['createPassword'] = (random) =>
    createRandomText(
      { alphabet: 'url-safe', length, require: ['lowercase', 'uppercase', 'digit', 'symbol'] },
      random,
    );
  const withSession = openSession ?? createSessions(parseTls(options));
  const users: DatabaseUsers<Login, Session> = {
    name: 'oracle',
    locksOut: true,
    readUser,
    toTwin,
    createPassword,
    withSession,
    withAdminSession: async (admin, user, { signal }, work) =>
      await withSession(readAdmin(admin, user), signal, work),
    setPassword,
    setOwnPassword: async (session, { username, password: old }, password) => {
      await session.changePassword(username, old, password);
    },
    prepareUser: async (session, pair, random) => {
      await prepareUser(session, pair, new SecretValue(createPassword(random)));
    },
    disableUser,
    isDisabled,
  };
  switch (way) {
    case 'two':
      return createTwoUsers(users);
    case 'rollover':
      return createRollover(users);
    case 'one':
      return createOneUser(users);
  }
}

// A login of SQL Server, on RDS too, or a user of a contained database, as Azure SQL has them. With an admin two take turns; or one is
// changed in place, by an admin or by itself.
import { SecretValue } from '../../rotation/secret-value.ts';
import type { Target } from '../../rotation/target.ts';
import { type Login, readAdminLogin, readLogin } from '../database/login.ts';
import { createOneUser } from '../database/one-user.ts';
import { parseUserSettings } from '../database/settings.ts';
import { toTwinName } from '../database/twin-name.ts';
import { createTwoUsers } from '../database/two-users.ts';
import type { DatabaseUsers } from '../database/users.ts';
import { invalidOption, type Options } from '../options.ts';
import { createRandomText } from '../random-text.ts';
import {
  isContainedUser,
  prepareContainedUser,
  setContainedPassword,
  setOwnContainedPassword,
} from './contained-users.ts';
import { disableLogin, prepareLogin, setLoginPassword, setOwnLoginPassword } from './logins.ts';
import { type Session, type Transport, withSession } from './session.ts';

const ENGINE = { names: ['sqlserver'], port: 1433 };
/** As AWS's function names the second user. A name has 128 characters at the most (sysname). */
const NAMING = { suffix: '_clone', bytesMax: 128 };
const TLS_MODES = ['verify-full', 'strict', 'off'] as const;

/**
 * Options: `users` (two or one; default two), `tls` (verify-full, strict or off; default verify-full), `hostNameInCertificate` (where
 * the certificate names another than the host), `length` of the password (default 32).
 */
export function createSqlserver(options: Options): Target {
  const { users: way, length } = parseUserSettings(options, {
    ways: ['two', 'one'],
    length: { fallback: 32, min: 16, max: 128 },
    others: ['tls', 'hostNameInCertificate'],
  });
  const transport = parseTransport(options);
  // Three of Windows's four kinds of characters are asked for by its policy; a fourth does no harm.
  const createPassword: DatabaseUsers<Login, Session>['createPassword'] = (random) =>
    createRandomText(
      { alphabet: 'pgpass-safe', length, require: ['lowercase', 'uppercase', 'digit', 'symbol'] },
      random,
    );
  const users: DatabaseUsers<Login, Session> = {
    name: 'sqlserver',
    locksOut: true,
    readUser: (value) => readLogin(value, ENGINE),
    toTwin: (username) => toTwinName(username, NAMING),
    createPassword,
    withSession: async (user, signal, work) => await withSession(user, transport, signal, work),
    withAdminSession: async (admin, user, { signal }, work) =>
      await withSession(readAdminLogin(admin, user, ENGINE), transport, signal, work),
    setPassword: async (session, user, password) => {
      const isContained = await isContainedUser(session, user);
      await (isContained ? setContainedPassword : setLoginPassword)(session, user, password);
    },
    setOwnPassword: async (session, user, password) => {
      const isContained = await isContainedUser(session, user);
      await (isContained ? setOwnContainedPassword : setOwnLoginPassword)(session, user, password);
    },
    prepareUser: async (session, pair) => {
      const isContained = await isContainedUser(session, pair.current);
      await (isContained ? prepareContainedUser : prepareLogin)(session, pair);
    },
    disableUser: async (session, user, random) => {
      // A login of the same name may be somebody else's.
      if (await isContainedUser(session, user)) {
        await setContainedPassword(session, user, new SecretValue(createPassword(random)));
      } else {
        await disableLogin(session, user);
      }
    },
  };
  return way === 'one' ? createOneUser(users) : createTwoUsers(users);
}

function parseTransport(options: Options): Transport {
  const text = options.get('tls') ?? 'verify-full';
  const tls = TLS_MODES.find((mode) => mode === text);
  if (tls === undefined) {
    throw invalidOption('tls', `one of ${TLS_MODES.join(', ')}`, `"${text}"`);
  }
  return { tls, hostNameInCertificate: options.get('hostNameInCertificate') };
}

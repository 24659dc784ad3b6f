// A user of a PostgreSQL server, for the ways of rotating that all databases have.
import type { SecretValue } from '../../rotation/secret-value.ts';
import { type Login, readAdminLogin, readLogin } from '../database/login.ts';
import type { DatabaseLogins } from '../database/users.ts';
import { createRandomText } from '../random-text.ts';
import { setPassword } from './roles.ts';
import { type Session, withSession } from './session.ts';
import type { PostgresSettings } from './settings.ts';

const ENGINE = { names: ['postgres', 'postgresql', 'aurora-postgresql'], port: 5432 };

export function readUser(value: SecretValue): Login {
  return readLogin(value, ENGINE);
}

export function createLogins({ tls, length }: PostgresSettings): DatabaseLogins<Login, Session> {
  const change: DatabaseLogins<Login, Session>['setPassword'] = async (
    session,
    { username },
    password,
    random,
  ) => {
    await setPassword(session, username, password, random);
  };
  return {
    name: 'postgres',
    locksOut: false,
    readUser,
    createPassword: (random) =>
      createRandomText({ alphabet: 'pgpass-safe', length, require: [] }, random),
    withSession: (user, signal, work) => withSession(user, tls, signal, work),
    withAdminSession: (admin, user, { signal }, work) =>
      withSession(readAdminLogin(admin, user, ENGINE), tls, signal, work),
    setPassword: change,
    setOwnPassword: change,
  };
}

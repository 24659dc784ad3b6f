// A user of a contained database, who logs in there with a password of its own and is unknown to the server.
// learn.microsoft.com/sql/relational-databases/security/contained-database-users-making-your-database-portable
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Login } from '../database/login.ts';
import { findMissingRights } from '../database/same-rights.ts';
import type { UserPair } from '../database/users.ts';
import { quoteName, quoteText } from './quoting.ts';
import { listDatabaseRights, toStatement } from './rights.ts';
import type { Row, Session } from './session.ts';

/** In the database that the session is in. */
export async function isContainedUser(session: Session, { username }: Login): Promise<boolean> {
  return (await findUser(session, username)) !== undefined;
}

export async function prepareContainedUser(
  session: Session,
  { current, pending }: UserPair<Login>,
): Promise<void> {
  const database = await findDatabase(session);
  const model = await findUser(session, current.username);
  const found = await findUser(session, pending.username);
  const missing = findMissingRights(
    await listDatabaseRights(session, database, current.username),
    found === undefined ? [] : await listDatabaseRights(session, database, pending.username),
  );
  const name = quoteName(pending.username);
  const password = quoteText(pending.password.reveal());
  const schema = typeof model?.['schema'] === 'string' ? model['schema'] : 'dbo';
  await session.change([
    found === undefined
      ? `CREATE USER ${name} WITH PASSWORD = ${password}, DEFAULT_SCHEMA = ${quoteName(schema)}`
      : `ALTER USER ${name} WITH PASSWORD = ${password}`,
    ...missing.map((right) => toStatement(right, pending.username)),
  ]);
}

/** Also what shuts such a user out, who cannot be disabled: a password that nobody knows. */
export async function setContainedPassword(
  session: Session,
  { username }: Login,
  password: SecretValue,
): Promise<void> {
  await session.change([
    `ALTER USER ${quoteName(username)} WITH PASSWORD = ${quoteText(password.reveal())}`,
  ]);
}

export async function setOwnContainedPassword(
  session: Session,
  { username, password: old }: Login,
  password: SecretValue,
): Promise<void> {
  await session.change([
    `ALTER USER ${quoteName(username)} WITH PASSWORD = ${quoteText(password.reveal())} OLD_PASSWORD = ${quoteText(old.reveal())}`,
  ]);
}

async function findUser(session: Session, name: string): Promise<Row | undefined> {
  const [found] = await session.query(
    'SELECT name, default_schema_name AS [schema] FROM sys.database_principals WHERE name = @name AND authentication_type = 2',
    { name },
  );
  return found;
}

async function findDatabase(session: Session): Promise<string> {
  const [row] = await session.query('SELECT DB_NAME() AS name');
  return String(row?.['name']);
}

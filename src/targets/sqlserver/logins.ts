// A login of the server, with a user in each database that it may open.
// learn.microsoft.com/sql/t-sql/statements/alter-login-transact-sql
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Login } from '../database/login.ts';
import { findMissingRights } from '../database/same-rights.ts';
import type { UserPair } from '../database/users.ts';
import { quoteName, quoteText } from './quoting.ts';
import { listDatabaseRights, listServerRights, toStatement } from './rights.ts';
import type { Row, Session } from './session.ts';

/** Makes the second login like the first, in each database too. */
export async function prepareLogin(
  session: Session,
  { current, pending }: UserPair<Login>,
): Promise<void> {
  const model = await findLogin(session, current.username);
  if (model === undefined) throw noSuchLogin();
  const found = await findLogin(session, pending.username);
  const held = found === undefined ? [] : await listServerRights(session, pending.username);
  const missing = findMissingRights(await listServerRights(session, current.username), held);
  const inDatabases: string[] = [];
  for (const database of await listDatabases(session)) {
    inDatabases.push(...(await listDatabaseChanges(session, database, { current, pending })));
  }
  const name = quoteName(pending.username);
  const password = quoteText(pending.password.reveal());
  await session.change([
    found === undefined
      ? `CREATE LOGIN ${name} WITH PASSWORD = ${password}, ${toLoginOptions(model)}`
      : `ALTER LOGIN ${name} WITH PASSWORD = ${password}`,
    ...missing.map((right) => toStatement(right, pending.username)),
    ...inDatabases,
    `ALTER LOGIN ${name} ENABLE`,
  ]);
}

export async function setLoginPassword(
  session: Session,
  { username }: Login,
  password: SecretValue,
): Promise<void> {
  await session.change([
    `ALTER LOGIN ${quoteName(username)} WITH PASSWORD = ${quoteText(password.reveal())}`,
  ]);
}

/** Without ALTER ANY LOGIN a login changes itself, if it knows what it was. */
export async function setOwnLoginPassword(
  session: Session,
  { username, password: old }: Login,
  password: SecretValue,
): Promise<void> {
  await session.change([
    `ALTER LOGIN ${quoteName(username)} WITH PASSWORD = ${quoteText(password.reveal())} OLD_PASSWORD = ${quoteText(old.reveal())}`,
  ]);
}

export async function disableLogin(session: Session, { username }: Login): Promise<void> {
  if ((await findLogin(session, username)) === undefined) return;
  await session.change([`ALTER LOGIN ${quoteName(username)} DISABLE`]);
}

async function findLogin(session: Session, name: string): Promise<Row | undefined> {
  const [found] = await session.query(
    `SELECT default_database_name AS [database], default_language_name AS language,
       CASE is_expiration_checked WHEN 1 THEN 'ON' ELSE 'OFF' END AS expiration,
       CASE is_policy_checked WHEN 1 THEN 'ON' ELSE 'OFF' END AS policy
     FROM sys.sql_logins WHERE name = @name`,
    { name },
  );
  return found;
}

function toLoginOptions(model: Row): string {
  return [
    `DEFAULT_DATABASE = ${quoteName(String(model['database']))}`,
    `DEFAULT_LANGUAGE = ${quoteName(String(model['language']))}`,
    `CHECK_EXPIRATION = ${String(model['expiration'])}`,
    `CHECK_POLICY = ${String(model['policy'])}`,
  ].join(', ');
}

/** Those that whoever asks may open. */
async function listDatabases(session: Session): Promise<readonly string[]> {
  const rows = await session.query(
    'SELECT name FROM sys.databases WHERE state = 0 AND is_read_only = 0 AND HAS_DBACCESS(name) = 1 ORDER BY name',
  );
  return rows.map(({ name }) => String(name));
}

async function listDatabaseChanges(
  session: Session,
  database: string,
  { current, pending }: UserPair<Login>,
): Promise<readonly string[]> {
  const model = await findUser(session, database, current.username);
  const found = await findUser(session, database, pending.username);
  const rights = model === undefined ? [] : await listDatabaseRights(session, database, model.name);
  const held = found === undefined ? [] : await listDatabaseRights(session, database, found.name);
  const missing = findMissingRights(rights, held);
  const name = found?.name ?? pending.username;
  const schema =
    model?.schema === undefined ? '' : ` WITH DEFAULT_SCHEMA = ${quoteName(model.schema)}`;
  const statements = [
    ...(model === undefined || found !== undefined
      ? []
      : [`CREATE USER ${quoteName(name)} FOR LOGIN ${quoteName(pending.username)}${schema}`]),
    ...missing.map((right) => toStatement(right, name)),
  ];
  if (statements.length === 0) return [];
  const inside = quoteText(statements.join('; '));
  return [`EXEC ${quoteName(database)}.sys.sp_executesql ${inside}`];
}

async function findUser(
  session: Session,
  database: string,
  login: string,
): Promise<{ readonly name: string; readonly schema: string | undefined } | undefined> {
  const [row] = await session.query(
    `SELECT u.name AS name, u.default_schema_name AS [schema]
     FROM ${quoteName(database)}.sys.database_principals u
       JOIN sys.sql_logins l ON l.sid = u.sid WHERE l.name = @name`,
    { name: login },
  );
  if (row === undefined) return undefined;
  const { name, schema } = row;
  return { name: String(name), schema: typeof schema === 'string' ? schema : undefined };
}

function noSuchLogin(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a login of the server or a user of a contained database, found neither.',
  );
}

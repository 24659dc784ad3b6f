// What is said to Oracle about users. Each of its statements is committed by itself, so the one that lets a user in comes last.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Login } from '../database/login.ts';
import { findMissingRights } from '../database/same-rights.ts';
import type { UserPair } from '../database/users.ts';
import { toName } from './login.ts';
import { quoteName, quotePassword } from './quoting.ts';
import { listRights, toStatement } from './rights.ts';
import { type Row, type Session, textOf } from './session.ts';

/** @param unknown the password that the second user has until all is done */
export async function prepareUser(
  session: Session,
  { current, pending }: UserPair<Login>,
  unknown: SecretValue,
): Promise<void> {
  const [model, name] = [toName(current.username), toName(pending.username)];
  const found = await findUser(session, name);
  const missing = findMissingRights(
    await listRights(session, model),
    found === undefined ? [] : await listRights(session, name),
  );
  if (found === undefined) {
    const shape = toShape(await loadUser(session, model));
    await session.execute(
      `CREATE USER ${quoteName(name)} IDENTIFIED BY ${quotePassword(unknown)} ${shape} ACCOUNT LOCK`,
    );
  }
  for (const right of missing) await session.execute(toStatement(right, name));
  await session.execute(
    `ALTER USER ${quoteName(name)} IDENTIFIED BY ${quotePassword(pending.password)} ACCOUNT UNLOCK`,
  );
}

/** Heals an account that wrong passwords have locked, too. */
export async function setPassword(
  session: Session,
  { username }: Pick<Login, 'username'>,
  password: SecretValue,
): Promise<void> {
  await session.execute(
    `ALTER USER ${quoteName(toName(username))} IDENTIFIED BY ${quotePassword(password)}`,
  );
}

export async function disableUser(session: Session, { username }: Login): Promise<void> {
  const name = toName(username);
  if ((await findUser(session, name)) === undefined) return;
  await session.execute(`ALTER USER ${quoteName(name)} ACCOUNT LOCK`);
}

/** A login says the same of an account that we locked and of one that wrong passwords did, for a while. */
export async function isDisabled(session: Session, { username }: Login): Promise<boolean> {
  const found = await findUser(session, toName(username));
  const status = textOf(found, 'ACCOUNT_STATUS');
  return status.split(' & ').includes('LOCKED');
}

async function loadUser(session: Session, name: string): Promise<Row> {
  const found = await findUser(session, name);
  if (found !== undefined) return found;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: no such user in the database',
  );
}

async function findUser(session: Session, name: string): Promise<Row | undefined> {
  const [found] = await session.execute(
    'SELECT account_status, default_tablespace, temporary_tablespace, profile FROM dba_users WHERE username = :name',
    { name },
  );
  return found;
}

function toShape(model: Row): string {
  const quote = (column: string): string => quoteName(String(model[column]));
  return `DEFAULT TABLESPACE ${quote('DEFAULT_TABLESPACE')} TEMPORARY TABLESPACE ${quote('TEMPORARY_TABLESPACE')} PROFILE ${quote('PROFILE')}`;
}

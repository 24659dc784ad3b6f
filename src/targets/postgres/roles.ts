// What is said to PostgreSQL about roles. Two users take turns; both act as one group, the owner of all that either makes, so that
// tables stay readable and alterable to both. postgresql.org/docs/current/sql-alterrole.html, role-membership.html
import type { Random } from '../../rotation/effects.ts';
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { isSecondUser, toTwinName } from '../database/twin-name.ts';
import { createScramVerifier } from './scram.ts';
import type { Session } from './session.ts';

/** As AWS's multi-user function names the second user; NAMEDATALEN - 1 bytes, for PostgreSQL cuts longer names silently. */
const NAMING = { suffix: '_clone', bytesMax: 63 };

/** The user whose turn it is next. @throws RotationError InvalidConfiguration where its name would be too long */
export function toTwin(username: string): string {
  return toTwinName(username, NAMING);
}

/** The first of the two users. */
export function toBase(username: string): string {
  return isSecondUser(username, NAMING.suffix) ? toTwin(username) : username;
}

export interface Turn {
  readonly username: string;
  readonly password: SecretValue;
  /** What both users act as: the owner role of the options, or the first user. */
  readonly group: string;
  /** Marks the role until the next turn, so that a crash leaves nothing that cannot be found. */
  readonly token: string;
}

/** Makes the user if it is not there, a member of the group, and gives it the password. Done twice it changes nothing. */
export async function prepareUser(session: Session, turn: Turn, random: Random): Promise<void> {
  const { username, group, token } = turn;
  const role = quoteName(username);
  const found = await findRole(session, username, group);
  if (found !== undefined && !found.isMember && username !== toBase(username)) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `The role that would take the next turn exists and is no member of the role that both act as. If it is meant for this, grant it that role.`,
    );
  }
  const statements = [
    ...(found === undefined ? [`CREATE ROLE ${role} NOLOGIN`] : []),
    `COMMENT ON ROLE ${role} IS ${quoteText(token)}`,
    ...(username === group
      ? []
      : [
          ...(found?.isMember === true ? [] : [`GRANT ${quoteName(group)} TO ${role}`]),
          `ALTER ROLE ${role} SET role = ${quoteText(group)}`,
        ]),
    `ALTER ROLE ${role} LOGIN PASSWORD ${quoteText(createScramVerifier(turn.password, random))}`,
  ];
  // One message is one transaction: all of it, or nothing.
  await session.query(statements.join('; '));
}

export async function setPassword(
  session: Session,
  username: string,
  password: SecretValue,
  random: Random,
): Promise<void> {
  const verifier = createScramVerifier(password, random);
  await session.query(`ALTER ROLE ${quoteName(username)} PASSWORD ${quoteText(verifier)}`);
}

/** No login and no password: nobody's old copy opens anything, sessions that are open go on. */
export async function disableUser(session: Session, username: string): Promise<void> {
  const [found] = await session.query(
    `SELECT oid FROM pg_roles WHERE rolname = ${quoteText(username)}`,
  );
  if (found === undefined) return;
  await session.query(`ALTER ROLE ${quoteName(username)} NOLOGIN PASSWORD NULL`);
}

/** The token that the user's role was marked with when it was last prepared. */
export async function findMark(session: Session, username: string): Promise<string | undefined> {
  const [row] = await session.query(
    `SELECT shobj_description(oid, 'pg_authid') AS mark FROM pg_roles WHERE rolname = ${quoteText(username)}`,
  );
  return typeof row?.['mark'] === 'string' ? row['mark'] : undefined;
}

async function findRole(
  session: Session,
  username: string,
  group: string,
): Promise<{ readonly isMember: boolean } | undefined> {
  const [row] = await session.query(
    `SELECT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
       WHERE m.member = r.oid AND g.rolname = ${quoteText(group)}) AS member
     FROM pg_roles r WHERE rolname = ${quoteText(username)}`,
  );
  return row === undefined ? undefined : { isMember: row['member'] === true };
}

/** SQL identifier, quoted. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQL string constant, whatever standard_conforming_strings says. */
function quoteText(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}

// What a user may do, as statements that would give another the same: roles, system privileges, privileges on objects and columns, and
// quotas. docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_TAB_PRIVS.html and its neighbours
import { RotationError } from '../../rotation/errors.ts';
import { quoteName } from './quoting.ts';
import { type Row, type Session, textOf } from './session.ts';

/** Stands for whoever is to have the right. */
const HOLDER = '{user}';

/** @returns statements with a place for the one who gets it; see toStatement */
export async function listRights(session: Session, user: string): Promise<readonly string[]> {
  const ask = async (columns: string, view: string): Promise<readonly Row[]> =>
    await session.execute(`SELECT ${columns} FROM ${view} WHERE grantee = :name ORDER BY 1, 2, 3`, {
      name: user,
    });
  const roles = await ask('granted_role, admin_option, default_role', 'dba_role_privs');
  const privileges = await ask('privilege, admin_option, NULL AS nothing', 'dba_sys_privs');
  const objects = await ask('owner, table_name, privilege, grantable, type', 'dba_tab_privs');
  const columns = await ask(
    'owner, table_name, column_name, privilege, grantable',
    'dba_col_privs',
  );
  const quotas = await session.execute(
    'SELECT tablespace_name, max_bytes FROM dba_ts_quotas WHERE username = :name AND dropped = :no ORDER BY 1',
    { name: user, no: 'NO' },
  );
  return [
    ...roles.map((row) => `GRANT ${quote(row['GRANTED_ROLE'])} TO ${HOLDER}${toAdmin(row)}`),
    ...privileges.map((row) => `GRANT ${toPrivilege(row)} TO ${HOLDER}${toAdmin(row)}`),
    ...objects.map(
      (row) => `GRANT ${toPrivilege(row)} ON ${toObject(row)} TO ${HOLDER}${toGrant(row)}`,
    ),
    ...columns.map(
      (row) =>
        `GRANT ${toPrivilege(row)} (${quote(row['COLUMN_NAME'])}) ON ${toTable(row)} TO ${HOLDER}${toGrant(row)}`,
    ),
    ...quotas.map(
      (row) => `ALTER USER ${HOLDER} QUOTA ${toQuota(row)} ON ${quote(row['TABLESPACE_NAME'])}`,
    ),
  ];
}

/** The right, given to somebody. */
export function toStatement(right: string, name: string): string {
  const at = right.startsWith('ALTER USER') ? right.indexOf(HOLDER) : right.lastIndexOf(HOLDER);
  return `${right.slice(0, at)}${quoteName(name)}${right.slice(at + HOLDER.length)}`;
}

function toAdmin(row: Row): string {
  return row['ADMIN_OPTION'] === 'YES' ? ' WITH ADMIN OPTION' : '';
}

function toGrant(row: Row): string {
  return row['GRANTABLE'] === 'YES' ? ' WITH GRANT OPTION' : '';
}

/** Keywords, which cannot be quoted: nothing but words may come of it. */
function toPrivilege(row: Row): string {
  const privilege = String(row['PRIVILEGE']);
  if (/^[A-Z]+(?: [A-Z]+)*$/.test(privilege)) return privilege;
  throw notHandedOn('a privilege that is no list of words');
}

/** What owner and name alone say. The others need words of their own, and are given by a role better. */
const PLAIN = ['TABLE', 'VIEW', 'SEQUENCE', 'PROCEDURE', 'FUNCTION', 'PACKAGE', 'TYPE'];
const ALSO_PLAIN = ['MATERIALIZED VIEW', 'SYNONYM', 'OPERATOR', 'INDEXTYPE', 'LIBRARY'];

function toObject(row: Row): string {
  const type = textOf(row, 'TYPE') || 'TABLE';
  if (type === 'DIRECTORY') return `DIRECTORY ${quote(row['TABLE_NAME'])}`;
  if (PLAIN.includes(type) || ALSO_PLAIN.includes(type)) return toTable(row);
  throw notHandedOn(`a privilege on an object of the type ${type}`);
}

function toTable(row: Row): string {
  return `${quote(row['OWNER'])}.${quote(row['TABLE_NAME'])}`;
}

function toQuota(row: Row): string {
  const bytes = Number(row['MAX_BYTES']);
  return bytes < 0 ? 'UNLIMITED' : String(bytes);
}

function quote(name: unknown): string {
  return quoteName(String(name));
}

/** Better no rotation than a user that is short of a right. */
function notHandedOn(found: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `The current user has ${found}, which is not handed on to the second user. Give it by a role instead, or rotate with rekey:options users=rollover or one.`,
  );
}

// What a login or a database user may do, as statements that would give another the same. AWS's multi-user function reads the same views.
// learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-permissions-transact-sql
import { RotationError } from '../../rotation/errors.ts';
import { quoteName } from './quoting.ts';
import type { Row, Session } from './session.ts';

/** Stands for whoever is to have the right. */
const HOLDER = '{user}';

/** @returns statements with a place for the one who gets it; see toStatement */
export async function listServerRights(
  session: Session,
  login: string,
): Promise<readonly string[]> {
  const roles = await session.query(
    `SELECT r.name AS role FROM sys.server_role_members m
       JOIN sys.server_principals r ON r.principal_id = m.role_principal_id
       JOIN sys.server_principals p ON p.principal_id = m.member_principal_id
     WHERE p.name = @name ORDER BY r.name`,
    { name: login },
  );
  const permissions = await session.query(
    `SELECT s.class_desc AS class, s.state_desc AS state, s.permission_name AS permission
     FROM sys.server_permissions s
       JOIN sys.server_principals p ON p.principal_id = s.grantee_principal_id
     WHERE p.name = @name ORDER BY s.permission_name`,
    { name: login },
  );
  return [
    ...roles.map(({ role }) => `ALTER SERVER ROLE ${quote(role)} ADD MEMBER ${HOLDER}`),
    ...permissions.map((row) => toGrant(row, findServerScope)),
  ];
}

/** @param database of the server; its own catalogue is asked */
export async function listDatabaseRights(
  session: Session,
  database: string,
  user: string,
): Promise<readonly string[]> {
  const sys = `${quoteName(database)}.sys`;
  const roles = await session.query(
    `SELECT r.name AS role FROM ${sys}.database_role_members m
       JOIN ${sys}.database_principals r ON r.principal_id = m.role_principal_id
       JOIN ${sys}.database_principals u ON u.principal_id = m.member_principal_id
     WHERE u.name = @name ORDER BY r.name`,
    { name: user },
  );
  const permissions = await session.query(
    `SELECT p.class_desc AS class, p.state_desc AS state, p.permission_name AS permission,
       COALESCE(os.name, s.name) AS [schema], o.name AS object, c.name AS [column]
     FROM ${sys}.database_permissions p
       JOIN ${sys}.database_principals u ON u.principal_id = p.grantee_principal_id
       LEFT JOIN ${sys}.all_objects o ON p.class = 1 AND o.object_id = p.major_id
       LEFT JOIN ${sys}.schemas os ON os.schema_id = o.schema_id
       LEFT JOIN ${sys}.schemas s ON p.class = 3 AND s.schema_id = p.major_id
       LEFT JOIN ${sys}.all_columns c
         ON p.class = 1 AND p.minor_id > 0 AND c.object_id = p.major_id AND c.column_id = p.minor_id
     WHERE u.name = @name ORDER BY p.class, p.major_id, p.minor_id, p.permission_name`,
    { name: user },
  );
  return [
    ...roles.map(({ role }) => `ALTER ROLE ${quote(role)} ADD MEMBER ${HOLDER}`),
    ...permissions.map((row) => toGrant(row, findDatabaseScope)),
  ];
}

/** The right, given to somebody. */
export function toStatement(right: string, holder: string): string {
  const at = right.lastIndexOf(HOLDER); // a name before it may say anything
  return `${right.slice(0, at)}${quoteName(holder)}${right.slice(at + HOLDER.length)}`;
}

function toGrant(row: Row, findScope: (row: Row) => string | undefined): string {
  const scope = findScope(row);
  if (scope === undefined) throw notHandedOn(row);
  const verb = row['state'] === 'DENY' ? 'DENY' : 'GRANT';
  const option = row['state'] === 'GRANT_WITH_GRANT_OPTION' ? ' WITH GRANT OPTION' : '';
  return `${verb} ${String(row['permission'])}${scope} TO ${HOLDER}${option}`;
}

function findServerScope(row: Row): string | undefined {
  return row['class'] === 'SERVER' ? '' : undefined;
}

function findDatabaseScope(row: Row): string | undefined {
  switch (row['class']) {
    case 'DATABASE':
      return '';
    case 'SCHEMA':
      return ` ON SCHEMA::${quote(row['schema'])}`;
    case 'OBJECT_OR_COLUMN': {
      const column = typeof row['column'] === 'string' ? ` (${quote(row['column'])})` : '';
      return ` ON OBJECT::${quote(row['schema'])}.${quote(row['object'])}${column}`;
    }
    default:
      return undefined;
  }
}

/** Better no rotation than a user that is short of a right. */
function notHandedOn(row: Row): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `The current user has ${String(row['permission'])} on something of the class ${String(row['class'])}, which is not handed on to the second user. Give it by a role instead, or rotate with rekey:options users=one.`,
  );
}

function quote(name: unknown): string {
  return quoteName(String(name));
}

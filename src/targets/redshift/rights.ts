// What a user may do, as statements that give it to another: groups, roles, and rights on databases, schemas and relations.
// docs.aws.amazon.com/redshift/latest/dg/svv_views.html
import type { Session } from '../postgres/session.ts';

type Row = Readonly<Record<string, unknown>>;

/** One statement a right, with `to` in the place of `from`. */
export async function listRights(
  session: Session,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const [user, name] = [quoteText(from), quoteName(to)];
  const sources: readonly (readonly [string, (row: Row) => string])[] = [
    [
      `SELECT g.groname AS name FROM pg_group g, pg_user u WHERE u.usename = ${user} AND u.usesysid = ANY (g.grolist)`,
      (row) => `ALTER GROUP ${toName(row, 'name')} ADD USER ${name}`,
    ],
    [
      `SELECT role_name AS name FROM svv_user_grants WHERE user_name = ${user}`,
      (row) => `GRANT ROLE ${toName(row, 'name')} TO ${name}`,
    ],
    [
      `SELECT privilege_type AS right_name, database_name AS name FROM svv_database_privileges WHERE identity_type = 'user' AND identity_name = ${user}`,
      (row) => `GRANT ${toRight(row)} ON DATABASE ${toName(row, 'name')} TO ${name}`,
    ],
    [
      `SELECT privilege_type AS right_name, namespace_name AS name FROM svv_schema_privileges WHERE identity_type = 'user' AND identity_name = ${user}`,
      (row) => `GRANT ${toRight(row)} ON SCHEMA ${toName(row, 'name')} TO ${name}`,
    ],
    [
      `SELECT privilege_type AS right_name, namespace_name AS schema, relation_name AS name FROM svv_relation_privileges WHERE identity_type = 'user' AND identity_name = ${user}`,
      (row) =>
        `GRANT ${toRight(row)} ON ${toName(row, 'schema')}.${toName(row, 'name')} TO ${name}`,
    ],
  ];
  const statements: string[] = [];
  for (const [query, toStatement] of sources) {
    statements.push(...(await session.query(query)).map(toStatement));
  }
  return [...new Set(statements)];
}

function toName(row: Row, column: string): string {
  return quoteName(String(row[column]));
}

/** Words of the server's own, such as SELECT: nothing else goes into a statement unquoted. */
function toRight(row: Row): string {
  return String(row['right_name'])
    .toUpperCase()
    .replaceAll(/[^A-Z ]/g, '');
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A backslash would escape, as standard_conforming_strings is not known there. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

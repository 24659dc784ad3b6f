// The rights of one account as statements that give them to another, from what SHOW GRANTS tells.
// mariadb.com/kb/en/show-grants, dev.mysql.com/doc/refman/8.4/en/show-grants.html
import type { Dialect } from './account.ts';
import type { Session } from './session.ts';
import { type AccountName, quoteAccount } from './sql.ts';

/** @returns statements in which `to` stands in the place of `from`, without those that give nothing */
export async function listGrants(
  session: Session,
  dialect: Dialect,
  from: AccountName,
  to: AccountName,
): Promise<readonly string[]> {
  const rows = await session.query(`SHOW GRANTS FOR ${quoteAccount(from)}`);
  const grants = rows
    .map((row) => String(Object.values(row)[0]))
    .filter((grant) => !/^GRANT USAGE ON \*\.\* /.test(grant))
    .map((grant) => replaceGrantee(grant, from, to))
    .flatMap(splitGrant);
  return [...grants, ...(await dialect.listDefaultRoles(session, from, to))];
}

/** What follows the grantee may be its password and limits, which belong to no grant of ours: of it only the options are kept. */
function replaceGrantee(grant: string, from: AccountName, to: AccountName): string {
  for (const name of [quoteAccount(from), toPlainQuotes(from)]) {
    for (const word of [' TO ', ' FOR ', ' FROM ']) {
      const start = grant.lastIndexOf(word + name);
      if (start === -1) continue;
      const tail = grant.slice(start + word.length + name.length).replaceAll(/'(?:[^']|'')*'/g, '');
      const [option = ''] = / WITH (?:.* )?(?:GRANT|ADMIN) OPTION/.exec(tail) ?? [];
      const kept =
        option === '' ? '' : ` WITH ${option.includes('ADMIN') ? 'ADMIN' : 'GRANT'} OPTION`;
      return `${grant.slice(0, start)}${word}${quoteAccount(to)}${kept}`;
    }
  }
  return grant;
}

/** As MySQL 5.7 shows an account. */
function toPlainQuotes({ username, host }: AccountName): string {
  return `'${username}'@'${host}'`;
}

/** One right a statement, so that two accounts can be compared. What has no ` ON ` gives roles; REVOKE and SET DEFAULT ROLE stay whole. */
function splitGrant(statement: string): readonly string[] {
  const [, list = '', target = ''] = /^GRANT (.+?)( (?:ON|TO) .+)$/.exec(statement) ?? [];
  if (list === '' || list === 'PROXY') return [statement];
  const rights = splitOutside(list).flatMap(splitColumns);
  const [, object, isMayGrant] = /^( ON .+?) WITH GRANT (OPTION)$/.exec(target) ?? [];
  // The right to hand on belongs to the object as a whole, save where dynamic rights have one each.
  return object === undefined || isMayGrant === undefined || / ON \*\.\* /.test(target)
    ? rights.map((right) => `GRANT ${right}${target}`)
    : [...rights.map((right) => `GRANT ${right}${object}`), `GRANT USAGE${target}`];
}

/** `SELECT (a, b)` is two rights. */
function splitColumns(right: string): readonly string[] {
  const [, name, columns] = /^(.+?) \((.+)\)$/.exec(right) ?? [];
  if (name === undefined || columns === undefined) return [right];
  return columns.split(/, ?/).map((column) => `${name} (${column})`);
}

/** At commas that stand outside of parentheses. */
function splitOutside(list: string): readonly string[] {
  return list.split(/, ?(?![^(]*\))/);
}

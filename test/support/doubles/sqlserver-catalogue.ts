// The views of a double of SQL Server that the target reads: each question is known by what it selects from.
import type { Person, State } from './sqlserver-model.ts';
import type { Row, Statement } from './tds-wire.ts';

export function runQuery(
  { logins, databases }: State,
  person: Person,
  { text, parameters }: Statement,
): readonly Row[] {
  const { name = '' } = parameters;
  const said = /FROM \[([^\]]+)\]\.sys\.(\w+)/.exec(text);
  const view = said?.[2] ?? /FROM sys\.(\w+)/.exec(text)?.[1] ?? text;
  const users = databases[said?.[1] ?? person.database]?.users ?? {};
  switch (view) {
    case 'sql_logins': {
      const login = logins[name];
      if (login === undefined) return [];
      return [
        {
          database: 'master',
          language: 'us_english',
          expiration: 'OFF',
          policy: 'ON',
          disabled: String(login.isDisabled),
        },
      ];
    }
    case 'server_role_members':
      return toSorted(logins[name]?.roles).map((role) => ({ role }));
    case 'server_permissions':
      return (logins[name]?.permissions ?? []).map(({ state, permission }) => ({
        class: 'SERVER',
        state,
        permission,
      }));
    case 'databases':
      return toSorted(Object.keys(databases)).map((database) => ({ name: database }));
    case 'database_role_members':
      return toSorted(users[name]?.roles).map((role) => ({ role }));
    case 'database_permissions':
      return (users[name]?.permissions ?? []).map((permission) => ({ ...permission }));
    case 'database_principals':
      return Object.entries(users)
        .filter(([user, { login, password }]) =>
          said === null ? user === name && password !== undefined : login === name,
        )
        .map(([user, { schema }]) => ({ name: user, schema }));
    case 'SELECT DB_NAME() AS name':
      return [{ name: person.database }];
    case 'SELECT SUSER_SNAME() AS name':
      return [{ name: person.name }];
    default:
      throw new Error(`The double does not know this question: ${text}`);
  }
}

function toSorted(names: readonly string[] = []): readonly string[] {
  return [...names].sort();
}

// What a double of SQL Server knows: logins, databases with their users, and who may what. It understands the statements that the target
// and its tests send, and no others; a transaction that fails is taken back.

export interface Login {
  password: string;
  isDisabled: boolean;
  roles: string[];
  permissions: Permission[];
}

export interface DatabaseUser {
  /** Undefined: contained, with a password of its own. */
  readonly login: string | undefined;
  password: string | undefined;
  readonly schema: string;
  roles: string[];
  permissions: Permission[];
}

interface Permission {
  readonly class: string;
  readonly state: string;
  readonly permission: string;
  readonly schema: string | null;
  readonly object: string | null;
  readonly column: string | null;
}

interface Database {
  readonly users: Record<string, DatabaseUser>;
}

export interface State {
  logins: Record<string, Login>;
  databases: Record<string, Database>;
}

/** Whoever is logged in. */
export interface Person {
  readonly name: string;
  readonly database: string;
  /** A contained user has no login. */
  readonly isContained: boolean;
}

export class SqlError extends Error {
  readonly numbers: readonly number[];

  constructor(numbers: readonly number[], text = 'The statement failed.') {
    super(text);
    this.numbers = numbers;
  }
}

export function createState(admin: {
  readonly username: string;
  readonly password: string;
}): State {
  const login = {
    password: admin.password,
    isDisabled: false,
    roles: ['sysadmin'],
    permissions: [],
  };
  return {
    logins: { [admin.username]: login },
    databases: { master: { users: {} }, billing: { users: {} } },
  };
}

/** @throws SqlError with the numbers that the server gives: states are hidden, and a database that is not there comes first */
export function logIn(
  { logins, databases }: State,
  login: { readonly username: string; readonly password: string; readonly database: string },
): Person {
  const { username, password, database } = login;
  const contained = databases[database]?.users[username];
  if (contained?.password !== undefined) {
    if (contained.password !== password) throw new SqlError([18_456]);
    return { name: username, database, isContained: true };
  }
  const found = logins[username];
  if (found?.password !== password) throw new SqlError([18_456]);
  if (found.isDisabled) throw new SqlError([18_470]);
  if (databases[database] === undefined) throw new SqlError([4060, 18_456]);
  return { name: username, database, isContained: false };
}

/** Changes the state, or throws and leaves it as it was. */
export function runBatch(state: State, person: Person, text: string, refuses: boolean): void {
  const before = structuredClone(state);
  try {
    for (const statement of text.split(/;\n/)) change(state, person, statement.trim(), refuses);
  } catch (error) {
    Object.assign(state, before);
    throw error;
  }
}

const NAME = String.raw`\[((?:[^\]]|\]\])+)\]`;
const TEXT = String.raw`N'((?:[^']|'')*)'`;

const forms = {
  ignored: /^(?:set .*|SET XACT_ABORT ON|BEGIN TRANSACTION|COMMIT TRANSACTION|)$/s,
  createLogin: new RegExp(`^CREATE LOGIN ${NAME} WITH PASSWORD = ${TEXT}(?:, .*)?$`),
  alterLogin: new RegExp(
    `^ALTER LOGIN ${NAME} WITH PASSWORD = ${TEXT}(?: OLD_PASSWORD = ${TEXT})?$`,
  ),
  switchLogin: new RegExp(`^ALTER LOGIN ${NAME} (ENABLE|DISABLE)$`),
  serverRole: new RegExp(`^ALTER SERVER ROLE ${NAME} ADD MEMBER ${NAME}$`),
  grant: new RegExp(
    `^(GRANT|DENY) ([A-Z ]+?)(?: ON (SCHEMA|OBJECT)::${NAME}(?:\\.${NAME})?(?: \\(${NAME}\\))?)? TO ${NAME}( WITH GRANT OPTION)?$`,
  ),
  inDatabase: new RegExp(`^EXEC ${NAME}\\.sys\\.sp_executesql ${TEXT}$`, 's'),
  createUser: new RegExp(
    `^CREATE USER ${NAME} FOR LOGIN ${NAME}(?: WITH DEFAULT_SCHEMA = ${NAME})?$`,
  ),
  createContained: new RegExp(
    `^CREATE USER ${NAME} WITH PASSWORD = ${TEXT}(?:, DEFAULT_SCHEMA = ${NAME})?$`,
  ),
  alterUser: new RegExp(`^ALTER USER ${NAME} WITH PASSWORD = ${TEXT}(?: OLD_PASSWORD = ${TEXT})?$`),
  role: new RegExp(`^ALTER ROLE ${NAME} ADD MEMBER ${NAME}$`),
} as const;

/** The groups of a statement of this form, unquoted. */
function match(form: RegExp, statement: string): readonly (string | undefined)[] | undefined {
  return form
    .exec(statement)
    ?.slice(1)
    .map((part: string | undefined) => part?.replaceAll(']]', ']').replaceAll("''", "'"));
}

function change(state: State, person: Person, statement: string, refuses: boolean): void {
  if (forms.ignored.test(statement)) return;
  const isAdmin =
    !person.isContained && state.logins[person.name]?.roles.includes('sysadmin') === true;
  const must = (allowed: boolean, number: number): void => {
    if (!allowed) throw new SqlError([number]);
  };
  const inside = forms.inDatabase.exec(statement);
  if (inside !== null) {
    const [, database = '', text = ''] = inside;
    for (const each of text.replaceAll("''", "'").split('; ')) {
      changeInDatabase(state, { ...person, database }, each, isAdmin, refuses);
    }
    return;
  }
  const created = match(forms.createLogin, statement);
  if (created !== undefined) {
    const [name = '', password = ''] = created;
    must(isAdmin, 15_247);
    must(!refuses, 15_118);
    must(state.logins[name] === undefined, 15_025);
    state.logins[name] = { password, isDisabled: false, roles: [], permissions: [] };
    return;
  }
  const altered = match(forms.alterLogin, statement);
  if (altered !== undefined) {
    const [name = '', password = '', old] = altered;
    const login = state.logins[name];
    if (login === undefined) throw new SqlError([15_151]);
    must(isAdmin || (name === person.name && old === login.password), 15_151);
    must(!refuses, 15_118);
    login.password = password;
    return;
  }
  const switched = match(forms.switchLogin, statement);
  if (switched !== undefined) {
    const [name = '', how] = switched;
    const login = state.logins[name];
    if (login === undefined || !isAdmin) throw new SqlError([15_151]);
    login.isDisabled = how === 'DISABLE';
    return;
  }
  const joined = match(forms.serverRole, statement);
  if (joined !== undefined) {
    const [role = '', name = ''] = joined;
    must(isAdmin, 15_151);
    state.logins[name]?.roles.push(role);
    return;
  }
  if (person.database === 'master' && changeRights(state.logins, statement)) return;
  changeInDatabase(state, person, statement, isAdmin, refuses);
}

function changeInDatabase(
  { logins, databases }: State,
  person: Person,
  statement: string,
  isAdmin: boolean,
  refuses: boolean,
): void {
  const users = databases[person.database]?.users;
  if (users === undefined) throw new SqlError([911]);
  const fail = (number: number): never => {
    throw new SqlError([number]);
  };
  const created = match(forms.createUser, statement);
  if (created !== undefined) {
    const [name = '', login = '', schema = 'dbo'] = created;
    if (!isAdmin || logins[login] === undefined) fail(15_151);
    users[name] = { login, password: undefined, schema, roles: [], permissions: [] };
    return;
  }
  const contained = match(forms.createContained, statement);
  if (contained !== undefined) {
    const [name = '', password = '', schema = 'dbo'] = contained;
    if (!isAdmin) fail(15_247);
    if (refuses) fail(15_118);
    users[name] = { login: undefined, password, schema, roles: [], permissions: [] };
    return;
  }
  const altered = match(forms.alterUser, statement);
  if (altered !== undefined) {
    const [name = '', password = '', old] = altered;
    const user = users[name];
    if (user?.password === undefined) throw new SqlError([15_151]);
    if (!isAdmin && (name !== person.name || old !== user.password)) fail(15_151);
    if (refuses) fail(15_118);
    user.password = password;
    return;
  }
  const joined = match(forms.role, statement);
  if (joined !== undefined) {
    const [role = '', name = ''] = joined;
    if (!isAdmin) fail(15_151);
    users[name]?.roles.push(role);
    return;
  }
  // Rights of the server are granted in any database; a name that is no user here is a login.
  if (changeRights(users, statement) || changeRights(logins, statement)) return;
  throw new Error(`The double does not know this statement: ${statement}`);
}

function changeRights(
  holders: Readonly<Record<string, { permissions: Permission[] }>>,
  statement: string,
): boolean {
  const granted = match(forms.grant, statement);
  if (granted === undefined) return false;
  const [verb, permission = '', kind, schema, object, column, name = '', option] = granted;
  const holder = holders[name];
  if (holder === undefined) return false;
  holder.permissions.push({
    class: kind === undefined ? 'DATABASE' : kind === 'SCHEMA' ? 'SCHEMA' : 'OBJECT_OR_COLUMN',
    state: verb === 'DENY' ? 'DENY' : option === undefined ? 'GRANT' : 'GRANT_WITH_GRANT_OPTION',
    permission,
    schema: schema ?? null,
    object: object ?? null,
    column: column ?? null,
  });
  return true;
}

// A double of what an Oracle database knows of its users, behind the target's own seam (src/targets/oracle/session.ts): it understands the
// statements that the target sends, and no others. It is no server and speaks no wire: the driver has no part in it.
import type { SecretValue } from '../../../src/rotation/secret-value.ts';
import { toRotationError } from '../../../src/targets/oracle/server-errors.ts';
import type { Row, Session, WithSession } from '../../../src/targets/oracle/session.ts';
import { outOfTime } from '../../../src/targets/out-of-time.ts';

export interface User {
  password: string;
  /** During a rollover. */
  oldPassword?: string;
  status: 'OPEN' | 'LOCKED' | 'LOCKED(TIMED)';
  roles: string[];
  objects: { readonly owner: string; readonly table: string; readonly privilege: string }[];
}

export interface OracleDouble {
  readonly users: Readonly<Record<string, User>>;
  /** What was executed, queries left out; passwords stand in it. */
  readonly statements: readonly string[];
  readonly withSession: WithSession;
  /** 0: the profile has no rollover. */
  rolloverDays: string;
  refusesPasswords: boolean;
  echoes: boolean;
  isDown: boolean;
  isSilent: boolean;
  /** The next logins and calls are counted; this one fails before or after its effect. */
  failCall(index: number | undefined, when: 'before' | 'after'): void;
  hasFailed(): boolean;
  makeUser(name: string, password: string, roles?: readonly string[]): User;
}

/** As the driver tells the server's errors. */
class OracleError extends Error {
  readonly code: string;
  readonly errorNum: number;

  constructor(number: number, text = 'the double refuses') {
    const code = `ORA-${String(number).padStart(5, '0')}`;
    super(`${code}: ${text}`);
    this.code = code;
    this.errorNum = number;
  }
}

export function createOracleDouble(): OracleDouble {
  const users: Record<string, User> = {};
  const statements: string[] = [];
  let failing: { readonly index: number; readonly when: 'before' | 'after' } | undefined;
  let seen = 0;
  let failed = false;

  /** One call over the wire, if there were one. */
  const call = async <Answer>(signal: AbortSignal, effect: () => Answer): Promise<Answer> => {
    if (double.isSilent) await untilOver(signal);
    if (signal.aborted) throw outOfTime('the database');
    const isNext = failing !== undefined && seen === failing.index;
    seen += 1;
    const lost = Object.assign(new Error('NJS-500: closed'), { code: 'NJS-500' });
    try {
      if (double.isDown) throw Object.assign(new Error('NJS-503: refused'), { code: 'NJS-503' });
      if (isNext && failing?.when === 'before') throw lost;
      const answer = effect();
      if (isNext) throw lost;
      return answer;
    } catch (error) {
      if (isNext) failed = true;
      throw toRotationError(error);
    }
  };

  const makeUser = (name: string, password: string, roles: readonly string[] = []): User => {
    const user: User = { password, status: 'OPEN', roles: [...roles], objects: [] };
    users[name] = user;
    return user;
  };
  const find = (name: string): User => {
    const user = users[name];
    if (user === undefined) throw new OracleError(1918);
    return user;
  };
  const knows = ({ password, oldPassword }: User, given: string): boolean =>
    given === password || given === oldPassword;
  const setPassword = (user: User, password: string): void => {
    if (double.refusesPasswords) throw new OracleError(28_003);
    if (Number(double.rolloverDays) > 0 && user.status === 'OPEN') {
      // The password from before the rollover stays; the one since then is replaced.
      const kept = user.oldPassword ?? user.password;
      if (kept === password) delete user.oldPassword;
      else user.oldPassword = kept;
    }
    user.password = password;
  };
  const toStatus = ({ status, oldPassword }: User): string =>
    oldPassword === undefined ? status : `${status} & IN ROLLOVER`;

  const change = (person: string, statement: string): void => {
    statements.push(statement);
    const isAdmin = users[person]?.roles.includes('DBA') === true;
    const [, verb, name = '', rest = ''] =
      /^(CREATE|ALTER) USER "([^"]+)" (.*)$/.exec(statement) ?? [];
    if (!isAdmin && name !== person) throw new OracleError(1031);
    const password = /IDENTIFIED BY "([^"]+)"/.exec(rest)?.[1];
    if (verb === 'CREATE') {
      if (double.refusesPasswords) throw new OracleError(28_003);
      makeUser(name, password ?? '').status = 'LOCKED';
    } else if (verb === 'ALTER') {
      const user = find(name);
      if (rest === 'EXPIRE PASSWORD ROLLOVER PERIOD') delete user.oldPassword;
      if (password !== undefined) setPassword(user, password);
      const [, lock] = /ACCOUNT (LOCK|UNLOCK)$/.exec(rest) ?? [];
      if (lock !== undefined) user.status = lock === 'LOCK' ? 'LOCKED' : 'OPEN';
    } else grant(statement);
  };
  const grant = (statement: string): void => {
    const [, role, to = ''] = /^GRANT "([^"]+)" TO "([^"]+)"$/.exec(statement) ?? [];
    if (role !== undefined) {
      find(to).roles.push(role);
      return;
    }
    const [, privilege, owner = '', table = '', holder = ''] =
      /^GRANT ([A-Z ]+) ON "([^"]+)"\."([^"]+)" TO "([^"]+)"$/.exec(statement) ?? [];
    if (privilege === undefined) {
      throw new Error(`The double does not know this statement: ${statement}`);
    }
    find(holder).objects.push({ owner, table, privilege });
  };

  const query = (person: string, statement: string, name: string): readonly Row[] => {
    const [, view] = /FROM (\w+)/.exec(statement) ?? [];
    const isAdmin = users[person]?.roles.includes('DBA') === true;
    if (view?.startsWith('dba_') === true && !isAdmin) throw new OracleError(942);
    const user = users[view?.startsWith('user_') === true ? person : name];
    switch (view) {
      case 'dba_users':
      case 'user_users':
        return user === undefined
          ? []
          : [
              {
                ACCOUNT_STATUS: toStatus(user),
                DEFAULT_TABLESPACE: 'USERS',
                TEMPORARY_TABLESPACE: 'TEMP',
                PROFILE: 'APPS',
                LIMIT: 'DEFAULT',
                FALLBACK: double.rolloverDays,
              },
            ];
      case 'user_password_limits':
        return [{ LIMIT: double.rolloverDays }];
      case 'dba_role_privs':
        return (user?.roles ?? []).map((role) => ({
          GRANTED_ROLE: role,
          ADMIN_OPTION: 'NO',
          DEFAULT_ROLE: 'YES',
        }));
      case 'dba_tab_privs':
        return (user?.objects ?? []).map(({ owner, table, privilege }) => ({
          OWNER: owner,
          TABLE_NAME: table,
          PRIVILEGE: privilege,
          GRANTABLE: 'NO',
          TYPE: 'TABLE',
        }));
      case 'dba_sys_privs':
      case 'dba_col_privs':
      case 'dba_ts_quotas':
        return [];
      default:
        throw new Error(`The double does not know this question: ${statement}`);
    }
  };

  const logIn = (username: string, password: string): string => {
    const name = username.toUpperCase();
    const user = users[name];
    if (user !== undefined && user.status !== 'OPEN') throw new OracleError(28_000);
    if (user === undefined || !knows(user, password)) throw new OracleError(1017);
    return name;
  };

  const double: OracleDouble = {
    users,
    statements,
    rolloverDays: '0',
    refusesPasswords: false,
    echoes: false,
    isDown: false,
    isSilent: false,
    failCall: (index, when) => {
      seen = 0;
      failed = false;
      failing = index === undefined ? undefined : { index, when };
    },
    hasFailed: () => failed,
    makeUser,
    withSession: async (login, signal, work) => {
      const person = await call(signal, () => logIn(login.username, login.password.reveal()));
      const session: Session = {
        execute: async (statement, binds = {}) =>
          await call(signal, () => {
            if (double.echoes) throw new OracleError(600, statement);
            if (statement.startsWith('SELECT'))
              return query(person, statement, binds['name'] ?? '');
            change(person, statement);
            return [];
          }),
        changePassword: async (username, old: SecretValue, password: SecretValue) => {
          await call(signal, () => {
            const user = find(username.toUpperCase());
            if (double.echoes) throw new OracleError(600, password.reveal());
            if (!knows(user, old.reveal())) throw new OracleError(28_008);
            setPassword(user, password.reveal());
          });
        },
      };
      return await work(session);
    },
  };
  return double;
}

async function untilOver(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

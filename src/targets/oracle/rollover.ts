// One user with two passwords for a while: gradual database password rollover, from 19.12 and 21c on. The old password lives until we end
// its time, or the profile does. docs.oracle.com/en/database/oracle/oracle-database/19/dbseg/configuring-authentication.html
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import type { Login } from '../database/login.ts';
import { checkSameUser, createOneUser } from '../database/one-user.ts';
import { type DatabaseUsers, readPair, withAdmin } from '../database/users.ts';
import { toName } from './login.ts';
import { quoteName } from './quoting.ts';
import { type Session, textOf } from './session.ts';
import { setPassword } from './users.ts';

export function createRollover(users: DatabaseUsers<Login, Session>): Target {
  const inPlace = createOneUser(users);
  /** Without an admin the user works on itself. */
  const change = async (
    current: SecretValue,
    context: TargetContext,
    work: (session: Session) => Promise<void>,
  ): Promise<void> => {
    const user = users.readUser(current);
    if (context.admin === undefined) await users.withSession(user, context.signal, work);
    else await withAdmin(users, user, context, work);
  };
  const verify: typeof inPlace.verify = inPlace.verify;
  return {
    ...inPlace,
    overlap: 'slots',
    maxActive: 2,
    set: async (credentials, context) => {
      const { current, pending } = readPair(users, credentials);
      checkSameUser(current, pending);
      if ((await verify?.(credentials.pending, context)) === 'working') return;
      await change(credentials.current, context, async (session) => {
        await checkRollover(session, current, context.admin !== undefined);
        // Which of two passwords a third one would replace depends on their order: the current one could be it.
        if (await isInRollover(session, current, context.admin !== undefined)) throw bothInUse();
        if (context.admin === undefined) {
          await session.changePassword(current.username, current.password, pending.password);
        } else {
          await setPassword(session, current, pending.password);
        }
      });
    },
    retire: async ({ current }, context) => {
      await change(current, context, async (session) => {
        await endRollover(session, users.readUser(current), context.admin !== undefined);
      });
    },
    discard: async ({ current, made }, context) => {
      if (made === undefined) return;
      const [user, left] = [users.readUser(current), users.readUser(made)];
      if (left.username !== user.username || left.password.equals(user.password)) return;
      const state = await verify?.(made, context);
      if (state === 'unreachable') throw cannotTell();
      if (state === 'refused') return;
      // The current password is made the newest again; then the other one's time is ended.
      await change(current, context, async (session) => {
        if (context.admin === undefined) {
          await session.changePassword(user.username, user.password, user.password);
        } else {
          await setPassword(session, user, user.password);
        }
        await endRollover(session, user, context.admin !== undefined);
      });
    },
  };
}

async function endRollover(session: Session, user: Login, asAdmin: boolean): Promise<void> {
  if (!(await isInRollover(session, user, asAdmin))) return;
  await session.execute(
    `ALTER USER ${quoteName(toName(user.username))} EXPIRE PASSWORD ROLLOVER PERIOD`,
  );
}

/** Whether the user has two passwords now. */
async function isInRollover(
  session: Session,
  { username }: Login,
  asAdmin: boolean,
): Promise<boolean> {
  const [row] = asAdmin
    ? await session.execute('SELECT account_status FROM dba_users WHERE username = :name', {
        name: toName(username),
      })
    : await session.execute('SELECT account_status FROM user_users');
  return textOf(row, 'ACCOUNT_STATUS').includes('IN ROLLOVER');
}

/** @throws RotationError InvalidConfiguration where the old password would die at once */
async function checkRollover(
  session: Session,
  { username }: Login,
  asAdmin: boolean,
): Promise<void> {
  const name = toName(username);
  const rows = asAdmin
    ? await session.execute(
        `SELECT u.profile AS profile, p.limit AS limit, d.limit AS fallback FROM dba_users u
           LEFT JOIN dba_profiles p ON p.profile = u.profile AND p.resource_name = 'PASSWORD_ROLLOVER_TIME'
           LEFT JOIN dba_profiles d ON d.profile = 'DEFAULT' AND d.resource_name = 'PASSWORD_ROLLOVER_TIME'
         WHERE u.username = :name`,
        { name },
      )
    : await session.execute(
        "SELECT NULL AS profile, limit FROM user_password_limits WHERE resource_name = 'PASSWORD_ROLLOVER_TIME'",
      );
  const [row] = rows;
  const limit = row?.['LIMIT'] === 'DEFAULT' ? row['FALLBACK'] : row?.['LIMIT'];
  if (Number(limit) > 0) return;
  const profile = row?.['PROFILE'];
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `users=rollover: expected a profile with PASSWORD_ROLLOVER_TIME above 0 for the user, found ${describe(limit)}${typeof profile === 'string' ? ` in the profile ${profile}` : ''}. Oracle has it from 19.12 on: ALTER PROFILE … LIMIT PASSWORD_ROLLOVER_TIME 1 (days).`,
  );
}

function describe(limit: unknown): string {
  return typeof limit === 'string' || typeof limit === 'number' ? String(limit) : 'none';
}

function bothInUse(): RotationError {
  return new RotationError(
    'Rekey.MaxActiveReached',
    'The user has two passwords already: a rollover is under way that no rotation of ours began, or that has not ended.',
  );
}

function cannotTell(): RotationError {
  return new RotationError(
    'Rekey.Transient',
    'The database cannot be asked whether it has the password that is to be discarded.',
  );
}

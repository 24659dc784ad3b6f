// One user with two passwords: the new one is added beside the one in use, which is removed once its grace is over. MySQL 8.0.14 has this as
// dual passwords, MariaDB 10.4 as several authentication methods.
import type { Target, TargetContext } from '../../rotation/target.ts';
import type { Login } from '../database/login.ts';
import { checkSameUser } from '../database/one-user.ts';
import { createLoginChecks, createUserValue, readPair, withAdmin } from '../database/users.ts';
import { loadAccount, type MysqlUsers, type UserSession } from './users.ts';

export function createTwoPasswords(users: MysqlUsers): Target {
  /** Without an admin the user changes itself, if its rights let it. */
  const change = async (
    user: Login,
    context: TargetContext,
    work: (session: UserSession) => Promise<void>,
  ): Promise<void> => {
    if (context.admin === undefined) await users.withSession(user, context.signal, work);
    else await withAdmin(users, user, context, work);
  };
  const remove = async (removed: Login, kept: Login, context: TargetContext): Promise<void> => {
    if (removed.username !== kept.username || removed.password.equals(kept.password)) return;
    const passwords = { removed: removed.password, kept: kept.password };
    await change(kept, context, async (session) => {
      const account = await loadAccount(session, kept, users);
      await session.dialect.removePassword(
        session,
        account,
        passwords,
        users.write(context.random),
      );
    });
  };
  return {
    ...createLoginChecks(users),
    overlap: 'slots',
    maxActive: 2,
    isSame: (one, other) => {
      const [mine, theirs] = [users.readUser(one), users.readUser(other)];
      return mine.username === theirs.username && mine.password.equals(theirs.password);
    },
    create: async (current, context) =>
      createUserValue(users, current, users.readUser(current).username, context),
    set: async (credentials, context) => {
      const { current, pending } = readPair(users, credentials);
      checkSameUser(current, pending);
      const passwords = { current: current.password, added: pending.password };
      await change(current, context, async (session) => {
        const account = await loadAccount(session, current, users);
        await session.dialect.addPassword(session, account, passwords, users.write(context.random));
      });
    },
    retire: async ({ current, previous }, context) => {
      await remove(users.readUser(previous), users.readUser(current), context);
    },
    discard: async ({ current, keep, made }, context) => {
      if (made === undefined) return;
      const left = users.readUser(made);
      if (keep !== undefined && users.readUser(keep).password.equals(left.password)) return;
      await remove(left, users.readUser(current), context);
    },
  };
}

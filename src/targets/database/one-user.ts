// One user whose password is changed in place, by an admin or by itself: the old password is refused from that moment on.
import { RotationError } from '../../rotation/errors.ts';
import type { Target } from '../../rotation/target.ts';
import type { Login } from './login.ts';
import { foreseeState } from './outlook.ts';
import {
  createLoginChecks,
  createUserValue,
  type DatabaseLogins,
  readPair,
  withAdmin,
} from './users.ts';

export function createOneUser<User extends Login, Session, Admin>(
  users: DatabaseLogins<User, Session, Admin>,
): Target {
  const checks = createLoginChecks(users);
  return {
    ...checks,
    verify: async (value, context) =>
      await foreseeState(
        users,
        users.readUser(value),
        await checks.verify(value, context),
        context,
      ),
    overlap: 'none',
    maxActive: 1,
    isSame: (one, other) => {
      const [mine, theirs] = [users.readUser(one), users.readUser(other)];
      return mine.username === theirs.username && mine.password.equals(theirs.password);
    },
    create: async (current, context) =>
      createUserValue(users, current, users.readUser(current).username, context),
    set: async (credentials, context) => {
      const { current, pending } = readPair(users, credentials);
      checkSameUser(current, pending);
      // A first call may have done it already, and current has died of it.
      if ((await checks.verify(credentials.pending, context)) === 'working') return;
      const { setOwnPassword } = users;
      if (context.admin === undefined && setOwnPassword !== undefined) {
        await users.withSession(current, context.signal, async (session) => {
          await setOwnPassword(session, current, pending.password, context.random);
        });
      } else {
        await withAdmin(users, current, context, async (session) => {
          await users.setPassword(session, current, pending.password, context.random);
        });
      }
    },
  };
}

/** @throws RotationError InvalidConfiguration where the new value is another user's */
export function checkSameUser(current: Login, pending: Login): void {
  if (current.username === pending.username) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username of the pending value: expected the user of the current one, found another name.',
  );
}

// One user whose password is changed in place: the old one is refused from that moment on, sessions that are open go on.
import { RotationError } from '../../rotation/errors.ts';
import type { Target } from '../../rotation/target.ts';
import { setPassword } from './roles.ts';
import { type Session, withSession } from './session.ts';
import type { PostgresSettings } from './settings.ts';
import { createLoginChecks, createUserValue, readUser, readUsers, withAdmin } from './user.ts';

export function createOneUser(settings: PostgresSettings): Target {
  const checks = createLoginChecks(settings);
  return {
    ...checks,
    name: 'postgres',
    overlap: 'none',
    maxActive: 1,
    isSame: (one, other) => {
      const [mine, theirs] = [readUser(one), readUser(other)];
      return mine.username === theirs.username && mine.password.equals(theirs.password);
    },
    create: async (current, context) =>
      createUserValue(current, readUser(current).username, settings, context),
    set: async (credentials, context) => {
      const { current, pending } = readUsers(credentials);
      if (pending.username !== current.username) throw notTheUser();
      // A first call may have done it already, and current has died of it.
      if ((await checks.verify(credentials.pending, context)) === 'working') return;
      const change = async (session: Session): Promise<void> => {
        await setPassword(session, current.username, pending.password, context.random);
      };
      if (context.admin === undefined) {
        await withSession(current, settings.tls, context.signal, change);
      } else {
        await withAdmin(current, settings, context, change);
      }
    },
  };
}

function notTheUser(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'username of the pending value: expected the user of the current one, found another name.',
  );
}

// One user whose password is changed in place: the old one is refused from that moment on, connections that are open go on.
import { RotationError } from '../../rotation/errors.ts';
import type { Target } from '../../rotation/target.ts';
import { createLoginChecks, createUserValue } from './checks.ts';
import { readLogin, readPair } from './login.ts';
import { openManagement } from './management.ts';
import type { RabbitmqSettings } from './settings.ts';
import { loadUser, setPassword } from './users.ts';

export function createOneUser(settings: RabbitmqSettings): Target {
  const checks = createLoginChecks(settings);
  return {
    ...checks,
    overlap: 'none',
    maxActive: 1,
    isSame: (one, other) => {
      const [mine, theirs] = [readLogin(one, settings), readLogin(other, settings)];
      return mine.username === theirs.username && mine.password.equals(theirs.password);
    },
    create: async (current, context) =>
      createUserValue(current, readLogin(current, settings).username, settings, context),
    set: async (credentials, context) => {
      const { current, pending } = readPair(credentials, settings);
      const { username, password } = pending;
      if (username !== current.username) throw isAnotherUser();
      // A first call may have done it already, and where there is no admin current has died of it.
      if ((await checks.verify(credentials.pending, context)) === 'working') return;
      const management = openManagement(current, context);
      const { tags } = await loadUser(management, username);
      const { send } = settings;
      await setPassword(management, { username, tags }, password, { send, random: context.random });
    },
  };
}

function isAnotherUser(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The pending value names another user than the current one.',
  );
}

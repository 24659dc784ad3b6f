// Two users that take turns and may do the same, on every virtual host. The one in use is not touched until its grace is over, then it has
// no password any more.
import { RotationError } from '../../rotation/errors.ts';
import type { Target } from '../../rotation/target.ts';
import { toTwinName } from '../database/twin-name.ts';
import { createLoginChecks, createUserValue } from './checks.ts';
import { readLogin, readPair } from './login.ts';
import { openManagement } from './management.ts';
import type { RabbitmqSettings } from './settings.ts';
import { disableUser, findUser, hasPassword, prepareTwin, setPassword } from './users.ts';

/** As AWS names the second user of a database; a name is a short string of AMQP. */
const NAMING = { suffix: '_clone', bytesMax: 255 };

export function createTwoUsers(settings: RabbitmqSettings): Target {
  return {
    ...createLoginChecks(settings),
    overlap: 'alternate',
    maxActive: 2,
    isSame: (one, other) =>
      readLogin(one, settings).username === readLogin(other, settings).username,
    create: async (current, context) => {
      const { username } = readLogin(current, settings);
      return createUserValue(current, toTwinName(username, NAMING), settings, context);
    },
    set: async (credentials, context) => {
      const { current, pending } = readPair(credentials, settings);
      const { username, password } = pending;
      if (username !== toTwinName(current.username, NAMING)) throw notTheTwin();
      const management = openManagement(current, context);
      const twin = await prepareTwin(management, current.username, username);
      if (hasPassword(twin, password)) return;
      const { send } = settings;
      const account = { username, tags: twin.tags };
      await setPassword(management, account, password, { send, random: context.random });
    },
    retire: async (credentials, context) => {
      const current = readLogin(credentials.current, settings);
      const previous = readLogin(credentials.previous, settings);
      await disableUser(openManagement(current, context), previous.username);
    },
    discard: async ({ current, keep, made }, context) => {
      if (made === undefined) return;
      const owner = readLogin(current, settings);
      const left = readLogin(made, settings);
      if (left.username === owner.username) return;
      if (keep !== undefined && readLogin(keep, settings).username === left.username) return;
      const management = openManagement(owner, context);
      const found = await findUser(management, left.username);
      if (found === undefined || !hasPassword(found, left.password)) return;
      await disableUser(management, left.username);
    },
  };
}

function notTheTwin(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'username of the pending value: expected the other of the two users that take turns, found another name.',
  );
}

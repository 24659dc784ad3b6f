// Two users that take turns, as AWS's alternating-users strategy has it. The one in use is not touched until its grace is over, then it
// may not log in any more. docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html
import { RotationError } from '../../rotation/errors.ts';
import type { Target } from '../../rotation/target.ts';
import { disableUser, findMark, prepareUser, toBase, toTwin } from './roles.ts';
import type { PostgresSettings } from './settings.ts';
import { createLoginChecks, createUserValue, readUser, readUsers, withAdmin } from './user.ts';

export function createTwoUsers(settings: PostgresSettings): Target {
  return {
    ...createLoginChecks(settings),
    name: 'postgres',
    overlap: 'alternate',
    maxActive: 2,
    isSame: (one, other) => readUser(one).username === readUser(other).username,
    create: async (current, context) =>
      createUserValue(current, toTwin(readUser(current).username), settings, context),
    set: async (credentials, context) => {
      const { current, pending } = readUsers(credentials);
      const { username, password } = pending;
      if (username !== toTwin(current.username)) throw notTheTwin();
      const group = settings.owner ?? toBase(username);
      const turn = { username, password, group, token: context.token };
      await withAdmin(current, settings, context, async (session) => {
        await prepareUser(session, turn, context.random);
      });
    },
    retire: async (credentials, context) => {
      const { username } = readUser(credentials.previous);
      await withAdmin(readUser(credentials.current), settings, context, async (session) => {
        await disableUser(session, username);
      });
    },
    discard: async (credentials, context) => {
      const current = readUser(credentials.current);
      const twin = toTwin(current.username);
      if (credentials.keep !== undefined && readUser(credentials.keep).username === twin) return;
      await withAdmin(current, settings, context, async (session) => {
        if ((await findMark(session, twin)) === context.token) await disableUser(session, twin);
      });
    },
  };
}

function notTheTwin(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'username of the pending value: expected the other of the two users that take turns, found another name.',
  );
}

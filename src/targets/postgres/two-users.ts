// Two users that take turns, as AWS's alternating-users strategy has it. The one in use is not touched until its grace is over, then it
// may not log in any more. PostgreSQL has a place for the token, a role's comment, so what a run left is found without trying a password.
// docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html
import { RotationError } from '../../rotation/errors.ts';
import type { Target } from '../../rotation/target.ts';
import { createLoginChecks, createUserValue, readPair, withAdmin } from '../database/users.ts';
import { createLogins, readUser } from './logins.ts';
import { disableUser, findMark, prepareUser, toBase, toTwin } from './roles.ts';
import type { PostgresSettings } from './settings.ts';

export function createTwoUsers(settings: PostgresSettings): Target {
  const logins = createLogins(settings);
  return {
    ...createLoginChecks(logins),
    overlap: 'alternate',
    maxActive: 2,
    isSame: (one, other) => readUser(one).username === readUser(other).username,
    create: async (current, context) =>
      createUserValue(logins, current, toTwin(readUser(current).username), context),
    set: async (credentials, context) => {
      const { current, pending } = readPair(logins, credentials);
      const { username, password } = pending;
      if (username !== toTwin(current.username)) throw notTheTwin();
      const group = settings.owner ?? toBase(username);
      const turn = { username, password, group, token: context.token };
      await withAdmin(logins, current, context, async (session) => {
        await prepareUser(session, turn, context.random);
      });
    },
    retire: async (credentials, context) => {
      const { username } = readUser(credentials.previous);
      await withAdmin(logins, readUser(credentials.current), context, async (session) => {
        await disableUser(session, username);
      });
    },
    discard: async (credentials, context) => {
      const current = readUser(credentials.current);
      const twin = toTwin(current.username);
      if (credentials.keep !== undefined && readUser(credentials.keep).username === twin) return;
      await withAdmin(logins, current, context, async (session) => {
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

// Two users that take turns, as AWS's alternating-users strategy has it. The one in use is not touched until its grace is over, then it
// may not log in any more. docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import type { Login } from './login.ts';
import { foresee, foreseeState } from './outlook.ts';
import {
  createLoginChecks,
  createUserValue,
  type DatabaseUsers,
  readPair,
  withAdmin,
} from './users.ts';

export function createTwoUsers<User extends Login, Session, Admin>(
  users: DatabaseUsers<User, Session, Admin>,
): Target {
  const checks = createLoginChecks(users);
  const logIn = async (value: SecretValue, context: TargetContext): Promise<CredentialState> => {
    const state = await checks.verify(value, context);
    const { isDisabled } = users;
    if (state !== 'unreachable' || isDisabled === undefined || context.admin === undefined) {
      return state;
    }
    const user = users.readUser(value);
    const look = withAdmin(users, user, context, (session) => isDisabled(session, user));
    return (await look.catch(() => false)) ? 'refused' : state;
  };
  return {
    ...checks,
    verify: async (value, context) => {
      const state = await logIn(value, context);
      // One that works was either not changed, or has just been retired: then it works still.
      return state === 'refused'
        ? await foreseeState(users, users.readUser(value), state, context)
        : state;
    },
    overlap: 'alternate',
    maxActive: 2,
    isSame: (one, other) => users.readUser(one).username === users.readUser(other).username,
    create: async (current, context) => {
      const twin = users.toTwin(users.readUser(current).username);
      return createUserValue(users, current, twin, context);
    },
    set: async (credentials, context) => {
      const pair = readPair(users, credentials);
      checkTurns(users, pair.current, pair.pending);
      // A first call may have done it already: servers refuse a password that was used just before.
      if ((await checks.verify(credentials.pending, context)) === 'working') return;
      await withAdmin(users, pair.current, context, async (session) => {
        await users.prepareUser(session, pair, context.random);
      });
    },
    retire: async (credentials, context) => {
      const current = users.readUser(credentials.current);
      const previous = users.readUser(credentials.previous);
      checkTurns(users, current, previous);
      await withAdmin(users, current, context, async (session) => {
        await users.disableUser(session, previous, context.random);
      });
    },
    discard: async ({ current: currentValue, keep, made }, context) => {
      if (made === undefined) return;
      const [current, left] = [users.readUser(currentValue), users.readUser(made)];
      if (left.username !== users.toTwin(current.username)) return;
      if (keep !== undefined && users.readUser(keep).username === left.username) return;
      // Users have no place for a token at every server. A password that opens the door is the one that our run set.
      if ((await foresee(users, left, context)) !== 'to-work') {
        const state = await logIn(made, context);
        if (state === 'unreachable') throw cannotTell();
        if (state === 'refused') return;
      }
      await withAdmin(users, current, context, async (session) => {
        await users.disableUser(session, left, context.random);
      });
    },
  };
}

/** @throws RotationError InvalidConfiguration unless they are the two that take turns */
function checkTurns(
  { toTwin }: Pick<DatabaseUsers<Login, unknown>, 'toTwin'>,
  current: Login,
  other: Login,
): void {
  if (other.username === toTwin(current.username)) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username: expected the two users that take turns, found another name in the pending or the previous value.',
  );
}

function cannotTell(): RotationError {
  return new RotationError(
    'Rekey.Transient',
    'The server cannot be asked whether it has the credential that is to be discarded.',
  );
}

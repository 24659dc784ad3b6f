// Where a server learns of a change some time after it was made: a login tells what was, and whoever took the change what will be. For as
// long as the two differ neither of them is the answer.
import { isRotationError } from '../../rotation/errors.ts';
import type { CredentialState, TargetContext } from '../../rotation/target.ts';
import type { Login } from './login.ts';
import { type DatabaseLogins, type Outlook, withAdmin } from './users.ts';

/** @throws RotationError Transient where it cannot be told for now */
export async function foresee<User extends Login, Session, Admin>(
  users: DatabaseLogins<User, Session, Admin>,
  user: User,
  context: TargetContext,
): Promise<Outlook> {
  const look = users.foresee;
  if (look === undefined || context.admin === undefined) return 'settled';
  try {
    return await withAdmin(users, user, context, (session) => look(session, user));
  } catch (error) {
    if (isRotationError(error) && error.code === 'Rekey.Transient') throw error;
    return 'settled'; // an admin that may not look: what the login said must do
  }
}

/** @returns `unreachable` where the login will soon end otherwise */
export async function foreseeState<User extends Login, Session, Admin>(
  users: DatabaseLogins<User, Session, Admin>,
  user: User,
  state: CredentialState,
  context: TargetContext,
): Promise<CredentialState> {
  if (state === 'unreachable') return state;
  try {
    const outlook = await foresee(users, user, context);
    const changes = outlook === (state === 'working' ? 'to-end' : 'to-work');
    return changes ? 'unreachable' : state;
  } catch {
    return 'unreachable';
  }
}

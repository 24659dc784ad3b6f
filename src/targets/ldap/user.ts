// What all ways of rotating a directory user share: a new password, a fresh login, and whose login makes the change.
import { RotationError } from '../../rotation/errors.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { createRandomText } from '../random-text.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { isSameLogin, type LdapLogin, readAdmin, readLogin, readPair } from './login.ts';
import { type Session, withSession } from './session.ts';
import type { LdapSettings } from './settings.ts';

type Shared = Omit<
  Required<Target>,
  'overlap' | 'maxActive' | 'set' | 'retire' | 'discard' | 'verify' | 'asks'
> &
  Pick<Required<Target>, 'verify'>;

/** A bind is all that a directory's users do alike, so that is the test: a new connection each time. */
export function createUserChecks(settings: LdapSettings): Shared {
  return {
    name: 'ldap',
    creation: 'pure',
    propagationMs: settings.propagationMs,
    locksOut: true,
    check: (value) => {
      readLogin(value, settings);
    },
    isSame: (one, other) => isSameLogin(readLogin(one, settings), readLogin(other, settings)),
    create: async (current, { random }) => {
      const { length } = settings;
      // Of every class, as directories like to demand.
      const require = ['lowercase', 'uppercase', 'digit', 'symbol'] as const;
      const password = createRandomText({ alphabet: 'url-safe', length, require }, random);
      return toSecretValue(parseSecretFields(current), { password });
    },
    test: async (credentials, { signal }) => {
      const { pending } = readPair(credentials, settings);
      await withSession(pending, settings, signal, async ({ mustChange }) => {
        if (mustChange) throw mustBeChanged();
      });
    },
    verify: async (value, { signal }) =>
      await tellState(() =>
        withSession(readLogin(value, settings), settings, signal, async () => undefined),
      ),
  };
}

/** As the admin, or where there is none as the user itself. */
export async function asChanger<Result>(
  user: LdapLogin,
  settings: LdapSettings,
  { admin, signal }: TargetContext,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const login = admin === undefined ? user : readAdmin(admin, user, settings);
  return await withSession(login, settings, signal, work);
}

function mustBeChanged(): RotationError {
  return new RotationError(
    'Rekey.TargetFailed',
    'The password policy demands that the user changes what an admin gave it (pwdMustChange): leave rekey:admin out, so that the user changes its own.',
  );
}

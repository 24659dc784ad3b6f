// A user of Active Directory, whose password an admin sets in the attribute unicodePwd: the password in quotes, in UTF-16, over TLS alone.
// learn.microsoft.com/openspecs/windows_protocols/ms-adts, section 3.1.1.3.1.5.1
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { isSameLogin, type LdapLogin, readLogin, readPair } from './login.ts';
import type { LdapSettings } from './settings.ts';
import { asChanger, createUserChecks } from './user.ts';

export function createActiveDirectory(settings: LdapSettings): Target {
  const checks = createUserChecks(settings);
  const reset = async (
    user: LdapLogin,
    password: SecretValue,
    context: TargetContext,
  ): Promise<void> => {
    // By itself a user could change it once a day, and not back again: undoing needs an admin.
    if (context.admin === undefined) throw needsAdmin();
    await asChanger(user, settings, context, async (session) => {
      const value = toUnicodePwd(password);
      await session.modify(user.dn, { operation: 'replace', attribute: 'unicodePwd', value });
    });
  };
  return {
    ...checks,
    overlap: 'none',
    maxActive: 1,
    set: async (credentials, context) => {
      const { current, pending } = readPair(credentials, settings);
      await reset(current, pending.password, context);
    },
    /**
     * For an hour or so the old password still opens the account. A run that ends in between must not leave the secret with it: where the
     * new one has been set, the one of AWSCURRENT is set again.
     */
    discard: async ({ current, keep, made }, context) => {
      if (made === undefined) return;
      const [owner, left] = [readLogin(current, settings), readLogin(made, settings)];
      if (isSameLogin(owner, left)) return;
      if (keep !== undefined && isSameLogin(readLogin(keep, settings), left)) return;
      if ((await checks.verify(made, context)) === 'refused') return;
      await reset(owner, owner.password, context);
    },
  };
}

function toUnicodePwd(password: SecretValue): Buffer {
  return Buffer.from(`"${password.reveal()}"`, 'utf16le');
}

function needsAdmin(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'Tag rekey:admin: expected the secret of a user that may reset the password, found none.',
  );
}

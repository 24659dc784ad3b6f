// One password, changed by the Password Modify operation (RFC 3062), which every policy knows: the server checks and stores it in its own
// way. The old one is refused from that moment on; connections that are bound go on.
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import type { Target } from '../../rotation/target.ts';
import { readPair } from './login.ts';
import type { LdapSettings } from './settings.ts';
import { asChanger, createUserChecks } from './user.ts';

export function createOnePassword(settings: LdapSettings): Target {
  const checks = createUserChecks(settings);
  return {
    ...checks,
    overlap: 'none',
    maxActive: 1,
    set: async (credentials, context) => {
      const { current, pending } = readPair(credentials, settings);
      const old = context.admin === undefined ? current.password : undefined;
      try {
        await asChanger(current, settings, context, async (session) => {
          if ((await session.listPasswords(current.dn)).length > 1) throw hasSeveral();
          await session.changePassword(current.dn, old, pending.password);
        });
      } catch (error) {
        // A first call may have done it already: current has died of it, or the policy remembers the password as a used one.
        if (!mayBeDone(error)) throw error;
        if ((await checks.verify(credentials.pending, context)) !== 'working') throw error;
      }
    },
  };
}

/** Only then is the new password tried: a wrong try counts towards a lock-out. */
function mayBeDone(error: unknown): boolean {
  const code = isRotationError(error) ? error.code : undefined;
  return code === 'Rekey.CredentialRefused' || code === 'Rekey.ValueRejected';
}

/** The operation replaces them all, and the others are not ours. */
function hasSeveral(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The entry has several passwords, which this way would replace all: use rekey:options passwords=two.',
  );
}

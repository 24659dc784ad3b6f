// What a login tells of a credential. Anything but a clear yes or no leaves the question open: a wrong "refused" would cost a working one.
import { isRotationError } from '../rotation/errors.ts';
import type { CredentialState } from '../rotation/target.ts';

/** @throws whatever `logIn` throws that says neither: a configuration that cannot be right */
export async function tellState(logIn: () => Promise<unknown>): Promise<CredentialState> {
  try {
    await logIn();
    return 'working';
  } catch (error) {
    const code = isRotationError(error) ? error.code : undefined;
    if (code === 'Rekey.CredentialRefused') return 'refused';
    if (code === 'Rekey.Transient') return 'unreachable';
    throw error;
  }
}

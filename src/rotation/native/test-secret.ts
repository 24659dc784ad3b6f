// Step testSecret: uses the pending credential in a fresh session. There is no machine to call it again in a moment, so it waits itself
// until all of the target can know of the change.
import { isRotationError } from '../errors.ts';
import { toContext } from '../managed-secret.ts';
import { loadPair, type NativeStep } from './open-step.ts';

const PAUSE_MS = 2000;

export async function testSecret(step: NativeStep): Promise<void> {
  const { target, ports, versionId, signal } = step;
  if (target.test === undefined) return;
  const pair = await loadPair(step);
  const until = target.locksOut ? 0 : ports.clock.now() + target.propagationMs;
  for (;;) {
    try {
      await target.test(pair, toContext(step, versionId));
      return;
    } catch (error) {
      const isRefused = isRotationError(error) && error.code === 'Rekey.CredentialRefused';
      if (!isRefused || ports.clock.now() >= until) throw error;
      await ports.clock.sleep(PAUSE_MS, signal);
    }
  }
}

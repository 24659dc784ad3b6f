// Storing a value that exists nowhere else: the target has made it, the old one has died of it, and no second call gives it again.
// So storing is tried here for as long as the Lambda may work, and not by another call of the step, which would not have the value.
import { isRotationError } from './errors.ts';
import type { Ports } from './ports.ts';
import { putOwned } from './reservation.ts';

const PAUSE_MS = 250;
const PAUSE_MAX_MS = 4_000;
/** What the step needs to say what happened, before its Lambda ends. */
const MARGIN_MS = 5_000;

export async function putIrreplaceable(
  ports: Ports,
  version: Parameters<typeof putOwned>[1],
  signal: AbortSignal,
): Promise<'stored' | 'exists'> {
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS)) {
    try {
      return await putOwned(ports, version, signal);
    } catch (error) {
      const isOver = signal.aborted || ports.clock.now() + pauseMs > ports.endsAt - MARGIN_MS;
      if (!isRotationError(error) || error.code !== 'Rekey.Transient' || isOver) throw error;
    }
    await ports.clock.sleep(pauseMs, signal);
  }
}

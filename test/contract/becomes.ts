// Asks until something is so: for services that take their time to know of a change.
import { createSystemClock } from '../../local/clock.ts';

/** A busy machine's share, on top of what the service may take. */
const PATIENCE_MS = 20_000;
const POLL_MS = 20;

/** @returns whether it became so within the time that the service may take */
export async function becomes(
  isSo: () => Promise<boolean>,
  propagationMs: number,
): Promise<boolean> {
  const clock = createSystemClock();
  const endsAt = clock.now() + propagationMs + PATIENCE_MS;
  while (!(await isSo())) {
    if (clock.now() > endsAt) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

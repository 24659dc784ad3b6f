// The window ends the work. A step refuses to begin after the deadline, stops its calls 5 s before it, and says how soon a failure
// that passes may be tried again.
import { isRotationError, RotationError, type RotationErrorCode } from './errors.ts';
import type { Ports } from './ports.ts';
import type { Rotation } from './state.ts';

/** What a step needs to say what happened, before its window or its Lambda ends. */
const MARGIN_MS = 5000;
/** With less than this left, the long pauses between retries would waste what is left of the window. */
const NEAR_MS = 600_000;
/** The machine's longest pause near the deadline, and the margin: what fails now is the last try, and its reason must not be lost. */
const LAST_MS = 15_000;

/** @returns the signal for all calls of the step */
export function openDeadline(ports: Ports, { deadline, secretName }: Rotation): AbortSignal {
  const endsAt = Date.parse(deadline);
  if (ports.clock.now() >= endsAt - MARGIN_MS) {
    throw new RotationError(
      'Rekey.WindowExpired',
      `Secret ${secretName}: the rotation's window ended at ${deadline}, before this step began.`,
    );
  }
  return ports.abortAt(Math.min(endsAt, ports.endsAt) - MARGIN_MS);
}

/** Runs the step; a transient failure leaves under the code that has the retries it may have. */
export async function withRetryCode<Result>(
  ports: Ports,
  rotation: Rotation,
  hasSwitched: boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    throw toRetryError(thrown, ports.clock.now(), Date.parse(rotation.deadline), hasSwitched);
  }
}

function toRetryError(
  thrown: unknown,
  now: number,
  deadline: number,
  hasSwitched: boolean,
): unknown {
  if (!isRotationError(thrown) || thrown.code !== 'Rekey.Transient') return thrown;
  const code = toRetryCode(now, deadline, hasSwitched);
  const message =
    code === 'Rekey.WindowExpired'
      ? `The rotation's window ends before another try. The last one: ${thrown.message}`
      : thrown.message;
  return new RotationError(code, message, thrown.facts, { cause: thrown });
}

/** @param hasSwitched the target may refuse AWSCURRENT already: whoever uses it is locked out while we wait */
function toRetryCode(now: number, deadline: number, hasSwitched: boolean): RotationErrorCode {
  if (deadline - now < LAST_MS) return 'Rekey.WindowExpired';
  if (hasSwitched) return 'Rekey.TransientAfterSwitch';
  return deadline - now < NEAR_MS ? 'Rekey.TransientNearDeadline' : 'Rekey.Transient';
}

// Neither a task's timeout nor StopExecution stops a Lambda: its own signal does, 5 s before it would be killed or the window ends,
// so that a step has time to say what happened.
import { RotationError } from '../rotation/errors.ts';
import type { Clock } from '../rotation/ports.ts';

/** What is left for undoing nothing, logging and answering. */
export const ABORT_MARGIN_MS = 5000;

export interface Deadline {
  /** Its reason is the RotationError that an aborted call ends with. */
  readonly signal: AbortSignal;
  /** Lets go of the timer. */
  release(): void;
}

/**
 * @param timeoutAt when Lambda kills the function, milliseconds since the epoch
 * @param windowEndsAt the rotation's deadline, where the step has one
 */
export function createDeadline(
  clock: Clock,
  {
    timeoutAt,
    windowEndsAt,
  }: { readonly timeoutAt: number; readonly windowEndsAt?: number | undefined },
): Deadline {
  const windowFirst = windowEndsAt !== undefined && windowEndsAt <= timeoutAt;
  const endsAt = windowFirst ? windowEndsAt : timeoutAt;
  const aborting = new AbortController();
  const released = new AbortController();
  const abort = (): void => {
    aborting.abort(
      windowFirst
        ? new RotationError('Rekey.WindowExpired', 'The window ended while the step worked.')
        : new RotationError('Rekey.Transient', 'The step ran out of its own time and was ended.'),
    );
  };
  const ms = endsAt - ABORT_MARGIN_MS - clock.now();
  if (ms <= 0) abort();
  else void clock.sleep(ms, released.signal).then(abort, () => undefined);
  return { signal: aborting.signal, release: () => released.abort() };
}

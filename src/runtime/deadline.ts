// Neither a task's timeout nor StopExecution stops a Lambda: its own signals do, some seconds before it would be killed or the
// window ends, so that a step has time to say what happened. The rules compute the times, the timers are here.
import { setMaxListeners } from 'node:events';
import type { Clock } from '../rotation/effects.ts';
import { RotationError } from '../rotation/errors.ts';

/** What is left for logging and answering before Lambda kills the function. */
const MARGIN_MS = 5000;

export interface Deadlines {
  /** When Lambda kills the function, milliseconds since the epoch. */
  readonly endsAt: number;
  /** Aborts in time before `endsAt`. */
  readonly signal: AbortSignal;
  /** A signal that aborts at that time; its reason is the RotationError that an aborted call ends with. */
  readonly abortAt: (time: number) => AbortSignal;
  /** Lets go of all timers. */
  release(): void;
}

export function createDeadlines(clock: Clock, endsAt: number): Deadlines {
  const released = new AbortController();
  const lastMoment = endsAt - MARGIN_MS;
  const abortAt = (time: number): AbortSignal => {
    const aborting = new AbortController();
    setMaxListeners(0, aborting.signal); // every call under way listens, and Node warns of more than ten
    const abort = (): void => aborting.abort(createReason(time < lastMoment));
    if (time <= clock.now()) abort();
    else void clock.sleep(time - clock.now(), released.signal).then(abort, () => undefined);
    return aborting.signal;
  };
  return { endsAt, signal: abortAt(lastMoment), abortAt, release: () => released.abort() };
}

/** Whatever ends a step earlier than its own timeout is the window. */
function createReason(isWindow: boolean): RotationError {
  return isWindow
    ? new RotationError('Rekey.WindowExpired', 'The window ended while the step worked.')
    : new RotationError('Rekey.Transient', "The step's own time ran out.");
}

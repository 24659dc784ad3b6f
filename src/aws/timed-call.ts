// One AWS call with its stop-watch: whatever it throws leaves as a RotationError that knows how long it took.
import type { Clock } from '../rotation/ports.ts';
import { toRotationError } from './error-translation.ts';

export interface CallNames {
  /** `service:Operation`, such as `secretsmanager:GetSecretValue`. */
  readonly call: string;
  /** The secret, execution or topic that is meant. */
  readonly resource: string;
}

export type TimedCall = <Output>(
  names: CallNames,
  signal: AbortSignal,
  work: () => Promise<Output>,
) => Promise<Output>;

export function createTimedCall(clock: Clock): TimedCall {
  return async (names, signal, work) => {
    const startedAt = clock.now();
    try {
      return await work();
    } catch (thrown) {
      throw toRotationError(thrown, { ...names, signal, milliseconds: clock.now() - startedAt });
    }
  };
}

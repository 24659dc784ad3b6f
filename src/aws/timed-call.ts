// One AWS call with its stop-watch: whatever it throws leaves as a RotationError that knows how long it took.
import type { Clock } from '../rotation/ports.ts';
import { toRotationError } from './error-translation.ts';

export interface CallNames {
  /** `service:Operation`, such as `secretsmanager:GetSecretValue`. */
  readonly call: string;
  /** The secret, execution or topic that is meant. */
  readonly resource: string;
}

export type TimedCall<Client> = <Output>(
  names: CallNames,
  signal: AbortSignal,
  send: (client: Client, options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
) => Promise<Output>;

/** @param client made at its first use */
export function createTimedCall<Client>(client: () => Client, clock: Clock): TimedCall<Client> {
  return async (names, signal, send) => {
    const startedAt = clock.now();
    try {
      return await send(client(), { abortSignal: signal });
    } catch (thrown) {
      throw toRotationError(thrown, { ...names, signal, milliseconds: clock.now() - startedAt });
    }
  };
}

// One AWS call with its stop-watch: whatever it throws leaves as a RotationError that knows how long it took.
import type { Clock } from '../rotation/effects.ts';
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

/** @param createClient called at the first call, for most Lambdas use one client of three */
export function createTimedCall<Client>(
  createClient: () => Client,
  clock: Clock,
): TimedCall<Client> {
  let client: Client | undefined;
  return async (names, signal, send) => {
    const startedAt = clock.now();
    try {
      client ??= createClient();
      return await send(client, { abortSignal: signal });
    } catch (thrown) {
      throw toRotationError(thrown, { ...names, signal, milliseconds: clock.now() - startedAt });
    }
  };
}

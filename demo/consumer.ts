// A consumer as the world has them: reads the secret, keeps it for a while, and uses it all the time.
// It does nothing to survive a rotation; that it sees none is the rotation's merit.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../local/clock.ts';
import type { DemoCredential, Fields } from './credentials/credential.ts';

export interface Consumer {
  readonly secretId: string;
  readonly counts: { readonly requests: number; readonly failures: number };
  /** Ends after the call in flight. */
  stop(): Promise<void>;
}

/** How long it trusts what it read: a cache such as AWS's agent has, shorter. The grace period must be longer. */
const cacheMs = 1_000;
const PAUSE_MS = 20;

export function startConsumer(options: {
  readonly secrets: SecretsManagerClient;
  readonly credential: DemoCredential;
  readonly clock: Clock;
}): Consumer {
  const { secrets, credential, clock } = options;
  const { secretId } = credential;
  const counts = { requests: 0, failures: 0 };
  const stopping = new AbortController();

  const run = async (): Promise<void> => {
    let readAt = Number.NEGATIVE_INFINITY;
    let fields: Fields = {};
    while (!stopping.signal.aborted) {
      if (clock.now() - readAt > cacheMs) {
        const { SecretString = '{}' } = await secrets.send(
          new GetSecretValueCommand({ SecretId: secretId }),
        );
        fields = JSON.parse(SecretString) as Fields;
        readAt = clock.now();
      }
      counts.requests += 1;
      if (!(await isLetIn(credential, fields))) counts.failures += 1;
      await clock.sleep(PAUSE_MS, stopping.signal).catch(() => undefined);
    }
  };
  const running = run();

  return {
    secretId,
    counts,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

export async function isLetIn(credential: DemoCredential, fields: Fields): Promise<boolean> {
  return await credential.call(fields).catch(() => false);
}

/** One call of better-auth with an API key: true where it was let in. */
export async function callService(baseUrl: string, apiKey: string): Promise<boolean> {
  try {
    const answer = await fetch(`${baseUrl}/api/auth/get-session`, {
      headers: { 'x-api-key': apiKey },
    });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

// What those who verify see: the key set at jwks_uri.
import { RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import { isPublicHalf, type SigningKey } from '../jwk.ts';
import { isTransientStatus, sendHttpRequest } from '../recipe/http-request.ts';

export interface PublishedKeys {
  readonly keys: readonly unknown[];
  /** How long the answer says that it may be kept (RFC 9111, section 5.2.2.1); 0 where it does not say. */
  readonly maxAgeMs: number;
}

const TIMEOUT_MS = 10_000;
const call = 'target:jwks';

/** @throws RotationError Transient where nobody answers; TargetFailed where the answer is no set of public keys */
export async function loadPublishedKeys(
  jwksUri: string,
  context: TargetContext,
): Promise<PublishedKeys> {
  const answer = await sendHttpRequest(
    {
      method: 'GET',
      url: jwksUri,
      headers: {
        accept: 'application/jwk-set+json, application/json',
        'cache-control': 'no-cache',
      },
    },
    { origins: new Set([new URL(jwksUri).origin]), timeoutMs: TIMEOUT_MS, call },
    context,
  );
  const { status, milliseconds, headers } = answer;
  const keys = findKeys(answer.body);
  if (status === 200 && keys !== undefined) {
    checkPublic(keys);
    const [, seconds = '0'] = /max-age=(\d{1,9})/.exec(headers['cache-control'] ?? '') ?? [];
    return { keys, maxAgeMs: Number(seconds) * 1000 };
  }
  throw new RotationError(
    isTransientStatus(status) ? 'Rekey.Transient' : 'Rekey.TargetFailed',
    `jwks_uri: expected a set of public keys, found an answer of status ${String(status)} without one.`,
    { call, status, milliseconds },
  );
}

/** The published half of the key, under its own name: those who verify look it up by that. */
export function findPublished({ keys }: PublishedKeys, key: SigningKey): unknown {
  return keys.find(
    (each) => isPublicHalf(each, key) && (each as { kid?: unknown }).kid === key.kid,
  );
}

/** Keys of a set are public by definition: one that is not is in the wrong hands by now. */
function checkPublic(keys: readonly unknown[]): void {
  const isPrivate = (key: unknown): boolean =>
    typeof key === 'object' && key !== null && ('d' in key || 'k' in key);
  if (!keys.some(isPrivate)) return;
  throw new RotationError(
    'Rekey.TargetFailed',
    'A private key is published at jwks_uri: mend what publishes, then rotate twice.',
    { call },
  );
}

function findKeys(body: unknown): readonly unknown[] | undefined {
  const keys = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : undefined;
  return Array.isArray(keys) ? keys : undefined;
}

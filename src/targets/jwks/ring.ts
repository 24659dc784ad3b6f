// A ring of signing keys, as the secret holds it: the one that signs, the one that will, and those that have. Whoever signs takes
// `current`; whoever publishes shows the public part of all of them (RFC 7517, section 5).
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { createPrivateJwk, readPrivateJwk, type SigningKey, toPublicJwk } from '../jwk.ts';
import {
  loadTextField,
  parseSecretFields,
  type SecretFields,
  toSecretValue,
} from '../secret-json.ts';
import type { JwksSettings } from './settings.ts';

export interface Ring {
  readonly jwksUri: string;
  readonly current: SigningKey;
  /** Published, and not used yet; absent in a ring that was never rotated. */
  readonly next: SigningKey | undefined;
  /** Public keys, each with the time from which no token of its can be alive: `exp`, in seconds. */
  readonly previous: readonly SecretFields[];
  /** When the key that signs in this value was seen published, while another one signed. */
  readonly seenAt: number | undefined;
}

/** A switch comes at most a window (24 h) after the value that it switches to was made, or some hours later by recovery. */
const SWITCH_MS_MAX = 2 * 86_400_000;

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readRing(value: SecretValue): Ring {
  const fields = parseSecretFields(value);
  const { current, next, previous = [], seen_at: seenAt } = fields;
  return {
    jwksUri: loadUrl(fields),
    current: readPrivateJwk(current, 'current'),
    next: next === undefined ? undefined : readPrivateJwk(next, 'next'),
    previous: readPrevious(previous),
    seenAt: typeof seenAt === 'string' ? Date.parse(seenAt) : undefined,
  };
}

/** The first turn: a key to be published, which does not sign yet. */
export function prepareRing(value: SecretValue, { alg }: JwksSettings, kid: string): SecretValue {
  return toSecretValue(parseSecretFields(value), { next: createPrivateJwk(alg, kid) });
}

/** Any other turn: next signs, current has signed, and a new one is to be published. */
export function turnRing(
  value: SecretValue,
  { alg, tokenLifeMs }: JwksSettings,
  kid: string,
  now: number,
): SecretValue {
  const { current, previous } = readRing(value);
  const fields = parseSecretFields(value);
  const exp = Math.ceil((now + SWITCH_MS_MAX + tokenLifeMs) / 1000);
  return toSecretValue(fields, {
    next: createPrivateJwk(alg, kid),
    current: fields['next'],
    previous: [
      ...previous.filter((key) => Number(key['exp']) * 1000 > now),
      { ...toPublicJwk(current), exp },
    ],
    seen_at: new Date(now).toISOString(),
  });
}

function loadUrl(fields: SecretFields): string {
  const text = loadTextField(fields, 'jwks_uri');
  if (URL.canParse(text)) return text;
  throw invalid('jwks_uri', 'the URL at which the public keys are published');
}

function readPrevious(found: unknown): readonly SecretFields[] {
  if (Array.isArray(found) && found.every(isPublicWithEnd)) return found;
  throw invalid('previous', 'a list of public keys, each with exp');
}

function isPublicWithEnd(key: unknown): key is SecretFields {
  return (
    typeof key === 'object' &&
    key !== null &&
    !('d' in key) &&
    'exp' in key &&
    typeof key.exp === 'number'
  );
}

function invalid(field: string, expected: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${field} in secret JSON: expected ${expected}, found something else.`,
  );
}

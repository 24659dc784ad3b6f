// Signing keys as JSON Web Keys, and what is signed with them. RFC 7517 (JWK), RFC 7515 (JWS), RFC 7518 and 8037 (algorithms).
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { RotationError } from '../rotation/errors.ts';
import { invalidOption, type Options } from './options.ts';
import type { SecretFields } from './secret-json.ts';

export type SigningAlgorithm = 'ES256' | 'RS256' | 'EdDSA';

const ALGORITHMS: readonly SigningAlgorithm[] = ['ES256', 'RS256', 'EdDSA'];
const RSA_BITS = 2048;

/** A key object cannot be printed by accident: no way of turning it into text gives its numbers. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly key: KeyObject;
}

/** The option `alg`; ES256 where it is left out. */
export function parseAlgorithm(options: Options): SigningAlgorithm {
  const text = options.get('alg') ?? 'ES256';
  const alg = ALGORITHMS.find((each) => each === text);
  if (alg !== undefined) return alg;
  throw invalidOption('alg', `one of ${ALGORITHMS.join(', ')}`, `"${text}"`);
}

/** A new private key as the secret keeps it. Its chance is OpenSSL's own, for RSA's primes cannot be had from bytes of ours. */
export function createPrivateJwk(alg: SigningAlgorithm, kid: string): SecretFields {
  const { privateKey } = {
    ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    RS256: () => generateKeyPairSync('rsa', { modulusLength: RSA_BITS }),
    EdDSA: () => generateKeyPairSync('ed25519'),
  }[alg]();
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

/** @throws RotationError InvalidConfiguration that names the key of the secret, never what it holds */
export function readPrivateJwk(found: unknown, where: string): SigningKey {
  const { kid, alg, d } = isObject(found) ? found : {};
  const algorithm = ALGORITHMS.find((each) => each === alg);
  const key = typeof d === 'string' ? findKey(createPrivateKey, found) : undefined;
  if (typeof kid === 'string' && kid !== '' && algorithm !== undefined && key !== undefined) {
    return { kid, alg: algorithm, key };
  }
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `${where} in secret JSON: expected a private key as JWK with kid and alg (one of ${ALGORITHMS.join(', ')}), found something else.`,
  );
}

/** What others may see of it. */
export function toPublicJwk({ kid, alg, key }: SigningKey): SecretFields {
  return { ...createPublicKey(key).export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

/** Whether a published key is the public half of ours, whatever it is called. */
export function isPublicHalf(published: unknown, { key }: SigningKey): boolean {
  const other = findKey(createPublicKey, published);
  return other?.equals(createPublicKey(key)) === true;
}

export function isSameKey(one: SigningKey, other: SigningKey): boolean {
  return createPublicKey(one.key).equals(createPublicKey(other.key));
}

/** A JWS in its compact form. */
export function signToken(
  { kid, alg, key }: SigningKey,
  claims: Readonly<Record<string, unknown>>,
): string {
  const text = `${toPart({ alg, kid, typ: 'JWT' })}.${toPart(claims)}`;
  const signature = sign(toDigest(alg), Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** Whether a verifier that has only the published key takes the token. */
export function isSignedBy(token: string, published: unknown, alg: SigningAlgorithm): boolean {
  const key = findKey(createPublicKey, published);
  const cut = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(cut + 1), 'base64url');
  return (
    key !== undefined &&
    verify(
      toDigest(alg),
      Buffer.from(token.slice(0, cut)),
      { key, dsaEncoding: 'ieee-p1363' },
      signature,
    )
  );
}

function toPart(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function toDigest(alg: SigningAlgorithm): string | null {
  return alg === 'EdDSA' ? null : 'sha256';
}

/** OpenSSL's own words about a key that is none go no further. */
function findKey(
  create: (input: { readonly key: JsonWebKey; readonly format: 'jwk' }) => KeyObject,
  jwk: unknown,
): KeyObject | undefined {
  try {
    return create({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

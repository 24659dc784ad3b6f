// A value of userPassword as directories store it: a scheme in braces and base64 of digest and salt, or the password itself (RFC 2307,
// section 5.3; slapd.conf(5), password-hash). To remove a password its exact stored value is needed: the one that it hashes to.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../rotation/effects.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';

/**
 * The schemes that may be written. SHA-1 is known to every directory, and does no harm here: what it hides is a random password of
 * at least 95 bits, which nobody finds by trying.
 */
export const hashNames = ['ssha', 'ssha256', 'ssha512'] as const;
export type HashName = (typeof hashNames)[number];

const SALT_BYTES = 8;

/** Scheme by what OpenLDAP and 389 Directory Server call it, with the digest's algorithm and bytes; the rest is salt. */
const SCHEMES: Readonly<Record<string, readonly [algorithm: string, bytes: number]>> = {
  MD5: ['md5', 16],
  SMD5: ['md5', 16],
  SHA: ['sha1', 20],
  SSHA: ['sha1', 20],
  SHA256: ['sha256', 32],
  SSHA256: ['sha256', 32],
  SHA384: ['sha384', 48],
  SSHA384: ['sha384', 48],
  SHA512: ['sha512', 64],
  SSHA512: ['sha512', 64],
};

export function hashPassword(password: SecretValue, name: HashName, random: Random): string {
  const scheme = name.toUpperCase();
  const [algorithm = ''] = SCHEMES[scheme] ?? [];
  const salt = random.bytes(SALT_BYTES);
  const digest = createHash(algorithm).update(password.reveal()).update(salt).digest();
  return `{${scheme}}${Buffer.concat([digest, salt]).toString('base64')}`;
}

/** `unknown`: of a scheme that is not computed here, such as {ARGON2} or {CRYPT}. `elsewhere`: the server asks another one ({SASL}). */
export type Match = 'yes' | 'no' | 'unknown' | 'elsewhere';

export function matchPassword(stored: Buffer, password: SecretValue): Match {
  const found = /^\{([\w./-]+)\}(.*)$/s.exec(stored.toString('latin1'));
  const [, scheme = 'CLEARTEXT', rest = ''] = found ?? [];
  const plain = found === null ? stored : Buffer.from(rest, 'latin1');
  const name = scheme.toUpperCase();
  if (name === 'CLEARTEXT') return isEqual(plain, Buffer.from(password.reveal())) ? 'yes' : 'no';
  if (name === 'SASL') return 'elsewhere';
  const [algorithm, bytes = 0] = SCHEMES[name] ?? [];
  if (algorithm === undefined) return 'unknown';
  const kept = Buffer.from(rest, 'base64');
  const digest = createHash(algorithm)
    .update(password.reveal())
    .update(kept.subarray(bytes))
    .digest();
  return isEqual(kept.subarray(0, bytes), digest) ? 'yes' : 'no';
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

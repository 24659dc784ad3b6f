// The password as the broker keeps it: base64 of a salt of 4 bytes and the digest of salt and password. It is taken in place of the
// password, so that no request holds one. rabbitmq.com/docs/passwords
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../rotation/effects.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';

export const hashingAlgorithm = 'rabbit_password_hashing_sha256';
const SALT_BYTES = 4;
const DIGESTS: Readonly<Record<string, string>> = {
  [hashingAlgorithm]: 'sha256',
  rabbit_password_hashing_sha512: 'sha512',
  rabbit_password_hashing_md5: 'md5',
};

export function hashPassword(password: SecretValue, random: Random): string {
  const salt = random.bytes(SALT_BYTES);
  return Buffer.concat([salt, digest('sha256', salt, password)]).toString('base64');
}

/** Whether this is the password. False where the hash is of an algorithm that is not known here. */
export function isHashOf(hash: string, algorithm: string, password: SecretValue): boolean {
  const name = DIGESTS[algorithm];
  const kept = Buffer.from(hash, 'base64');
  if (name === undefined || kept.length <= SALT_BYTES) return false;
  const found = digest(name, kept.subarray(0, SALT_BYTES), password);
  const expected = kept.subarray(SALT_BYTES);
  return found.length === expected.length && timingSafeEqual(found, expected);
}

function digest(name: string, salt: Uint8Array, password: SecretValue): Buffer {
  return createHash(name).update(salt).update(password.reveal()).digest();
}

// Passwords as the servers keep them, and take them in statements, so that the password itself stands in none.
// dev.mysql.com/doc/refman/8.4/en/caching-sha2-pluggable-authentication.html, mariadb.com/kb/en/authentication-plugin-mysql_native_password
import { createHash } from 'node:crypto';
import type { Random } from '../../rotation/effects.ts';
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { createRandomText } from '../random-text.ts';
import { cryptSha256 } from './sha256-crypt.ts';

export const NATIVE = 'mysql_native_password';
const CACHING_SHA2 = 'caching_sha2_password';
const SHA2 = 'sha256_password';

const SALT_CHARACTERS = 20;
/** MySQL's default of caching_sha2_password_digest_rounds; the stored form counts thousands, in hexadecimal digits. */
const ROUNDS = 5000;

/** One way in which an account lets somebody in: the plugin that checks, and what the server keeps for it. */
export interface Method {
  readonly plugin: string;
  readonly kept: string;
}

/** @throws RotationError InvalidConfiguration where the plugin does not keep passwords, or we do not know how */
export function createHashFor(plugin: string, password: SecretValue, random: Random): string {
  if (plugin === NATIVE) return hashNative(password);
  if (plugin !== CACHING_SHA2 && plugin !== SHA2) throw unknownPlugin();
  const salt = createRandomText(
    { alphabet: 'url-safe', length: SALT_CHARACTERS, require: [] },
    random,
  );
  const digest = cryptSha256(password.reveal(), salt, ROUNDS);
  return plugin === SHA2 ? `$5$${salt}$${digest}` : `$A$005$${salt}${digest}`;
}

/** @throws RotationError InvalidConfiguration where a password is kept in a form that is not known: to guess would cost a working one */
export function holdsPassword({ plugin, kept }: Method, password: SecretValue): boolean {
  if (kept === '') return false;
  if (plugin === NATIVE) return kept.toUpperCase() === hashNative(password);
  if (plugin !== CACHING_SHA2 && plugin !== SHA2) return false;
  const [, thousands, salt, digest] =
    /^\$A\$([0-9A-F]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})$/.exec(kept) ??
    /^\$5()\$([\s\S]{20})\$([./0-9A-Za-z]{43})$/.exec(kept) ??
    [];
  if (thousands === undefined || salt === undefined) throw unknownForm();
  const rounds = thousands === '' ? ROUNDS : Number.parseInt(thousands, 16) * 1000;
  return cryptSha256(password.reveal(), salt, rounds) === digest;
}

/** Twice SHA-1, as it has been since MySQL 4.1. */
function hashNative(password: SecretValue): string {
  const once = createHash('sha1').update(password.reveal()).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

export function unknownPlugin(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `The user logs in by a method that this target cannot change, or has one beside its password: expected ${NATIVE} or ${CACHING_SHA2}.`,
  );
}

function unknownForm(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `The server keeps the user's password in a form that is not known: expected ${NATIVE}, or ${CACHING_SHA2} as $A$.`,
  );
}

// The password as PostgreSQL keeps it (RFC 5803, SCRAM-SHA-256). The server takes it in ALTER ROLE as it takes a password, so that the
// password itself is never part of a statement, and no log of the server or of a proxy has it.
// postgresql.org/docs/current/sql-alterrole.html, postgresql.org/docs/current/catalog-pg-authid.html
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Random } from '../../rotation/effects.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';

/** PostgreSQL's own numbers. */
const ITERATIONS = 4096;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** @param password of printable ASCII, which SASLprep leaves as it is */
export function createScramVerifier(password: SecretValue, random: Random): string {
  const salt = random.bytes(SALT_BYTES);
  const salted = pbkdf2Sync(password.reveal(), salt, ITERATIONS, KEY_BYTES, 'sha256');
  const storedKey = createHash('sha256').update(sign(salted, 'Client Key')).digest('base64');
  const serverKey = sign(salted, 'Server Key').toString('base64');
  const salt64 = Buffer.from(salt).toString('base64');
  return `SCRAM-SHA-256$${String(ITERATIONS)}:${salt64}$${storedKey}:${serverKey}`;
}

function sign(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

// The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), for doubles: it keeps what a server keeps, never the password.
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { createSystemRandom, createUuid } from '../../../local/random.ts';

export interface ScramCredential {
  readonly salt: Buffer;
  readonly iterations: number;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** The least that the RFC allows. */
const ITERATIONS = 4096;

export function createScramCredential(password: string): ScramCredential {
  const salt = Buffer.from(createSystemRandom().bytes(16));
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  return {
    salt,
    iterations: ITERATIONS,
    storedKey: createHash('sha256').update(sign(salted, 'Client Key')).digest(),
    serverKey: sign(salted, 'Server Key'),
  };
}

export interface ScramExchange {
  readonly username: string;
  readonly serverFirst: string;
  /** @returns the server's last message, or undefined where the proof is wrong */
  finish(clientFinal: string): string | undefined;
}

/** @param find the user's credential; for an unknown user the exchange goes on as for a wrong password */
export function startScram(
  clientFirst: string,
  find: (username: string) => ScramCredential | undefined,
): ScramExchange {
  const bare = clientFirst.replace(/^n,,/, '');
  const { n = '', r = '' } = parseAttributes(bare);
  const username = n.replaceAll('=2C', ',').replaceAll('=3D', '=');
  const known = find(username);
  const credential = known ?? createScramCredential(createUuid(createSystemRandom()));
  const nonce = `${r}${createUuid(createSystemRandom())}`;
  const salt = credential.salt.toString('base64');
  const serverFirst = `r=${nonce},s=${salt},i=${String(credential.iterations)}`;
  return {
    username,
    serverFirst,
    finish: (clientFinal) => {
      const { r: answered, p = '' } = parseAttributes(clientFinal);
      const withoutProof = clientFinal.slice(0, clientFinal.lastIndexOf(',p='));
      const message = `${bare},${serverFirst},${withoutProof}`;
      const signature = sign(credential.storedKey, message);
      const proof = Buffer.from(p, 'base64');
      const clientKey = signature.map((byte, index) => byte ^ (proof[index] ?? 0));
      const shown = createHash('sha256').update(clientKey).digest();
      if (known === undefined || answered !== nonce) return undefined;
      if (!timingSafeEqual(shown, credential.storedKey)) return undefined;
      return `v=${sign(credential.serverKey, message).toString('base64')}`;
    },
  };
}

function parseAttributes(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}

function sign(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

// Ids of access keys, of users (AKIA…) and of sessions (ASIA…). Part of each is a code that only this endpoint can make: so it
// knows its own also when it has forgotten them, and a key that was deleted never passes for the account's root.
import { createHmac } from 'node:crypto';
import { pickCharacters, type Random } from '../random.ts';

export interface KeyIds {
  create(prefix: KeyPrefix): string;
  /** Whether this endpoint made it, at any time. */
  isOwn(accessKeyId: string): boolean;
}

type KeyPrefix = 'AKIA' | 'ASIA';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const FORM = /^(A[KS]IA[A-Z2-7]{10})([A-Z2-7]{6})$/u;
const CHANCE_CHARACTERS = 10;
const CODE_CHARACTERS = 6;

export function createKeyIds(masterKey: Uint8Array, random: Random): KeyIds {
  const toCode = (start: string): string => {
    const digest = createHmac('sha256', masterKey).update(`access-key-id/${start}`).digest();
    return [...digest.subarray(0, CODE_CHARACTERS)]
      .map((byte) => ALPHABET.charAt(byte & 31))
      .join('');
  };
  return {
    create: (prefix) => {
      const start = prefix + pickCharacters(random, ALPHABET, CHANCE_CHARACTERS);
      return start + toCode(start);
    },
    isOwn: (accessKeyId) => {
      const [, start, code] = FORM.exec(accessKeyId) ?? [];
      return start !== undefined && toCode(start) === code;
    },
  };
}

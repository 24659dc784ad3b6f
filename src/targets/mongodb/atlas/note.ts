// A label on the user that tells which password it was given last, and when: Atlas takes a change at once, and its clusters know of it
// seconds later. In between a login tells nothing of what is to come; the API does, for nobody can read a password there.
import { createHash } from 'node:crypto';
import type { Outlook } from '../../database/users.ts';
import type { MongoLogin } from '../login.ts';
import type { DatabaseUser, Label } from './database-user.ts';

const KEY = 'rekey-password';
/** Of a password of 16 random characters at least: enough to know it again, and nothing to guess it by. */
const DIGITS = 16;

/** The user's other labels, and the note of the password that it is now given. */
export function writeNote(
  labels: readonly Label[],
  login: MongoLogin,
  now: number,
): readonly Label[] {
  const value = `${toDigest(login)} ${new Date(now).toISOString()}`;
  return [...labels.filter(({ key }) => key !== KEY), { key: KEY, value }];
}

export function readNote(
  { labels }: Pick<DatabaseUser, 'labels'>,
  login: MongoLogin,
  now: number,
  propagationMs: number,
): Outlook {
  const [digest, time = ''] = labels.find(({ key }) => key === KEY)?.value.split(' ') ?? [];
  // Of a time that cannot be read, or lies ahead, nothing follows.
  const age = now - Date.parse(time);
  if (!(age <= propagationMs)) return 'settled';
  return digest === toDigest(login) ? 'to-work' : 'to-end';
}

function toDigest({ username, password }: MongoLogin): string {
  const text = `${username}\n${password.reveal()}`;
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}

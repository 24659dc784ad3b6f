// The passwords of one Redis user, of which it may have any number. They go over the wire as SHA-256 digests, as Redis itself keeps
// them, so no MONITOR and no log of slow commands has one. redis.io/docs/latest/commands/acl-setuser
import { createHash } from 'node:crypto';
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Command } from './session.ts';

/** How the node is told to remember a change: into its ACL file, into its configuration file, or not at all. */
export type Persistence = 'acl-file' | 'config' | 'none';

export async function addPassword(
  command: Command,
  username: string,
  password: SecretValue,
  persistence: Persistence,
): Promise<void> {
  const digest = toDigest(password);
  if (!(await listDigests(command, username)).includes(digest)) {
    await command('ACL', 'SETUSER', username, `#${digest}`);
  }
  await persist(command, persistence);
}

export async function removePassword(
  command: Command,
  username: string,
  password: SecretValue,
  persistence: Persistence,
): Promise<void> {
  const digest = toDigest(password);
  if ((await listDigests(command, username)).includes(digest)) {
    await command('ACL', 'SETUSER', username, `!${digest}`);
  }
  await persist(command, persistence);
}

/** @throws RotationError InvalidConfiguration where there is no such user, or one that needs no password */
async function listDigests(command: Command, username: string): Promise<readonly string[]> {
  const user = await command('ACL', 'GETUSER', username);
  if (!Array.isArray(user)) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      'username in secret JSON: expected a user of every node, found a node without it.',
    );
  }
  const find = (name: string): readonly string[] => {
    const values: unknown = user[user.indexOf(name) + 1];
    return Array.isArray(values) ? values.map(String) : [];
  };
  if (find('flags').includes('nopass')) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      'username in secret JSON: expected a user with a password, found one that any password lets in (nopass).',
    );
  }
  return find('passwords');
}

/** Also where nothing was changed: a first call may have died before it came to this. */
async function persist(command: Command, persistence: Persistence): Promise<void> {
  if (persistence === 'acl-file') await command('ACL', 'SAVE');
  if (persistence === 'config') await command('CONFIG', 'REWRITE');
}

function toDigest(password: SecretValue): string {
  return createHash('sha256').update(password.reveal()).digest('hex');
}

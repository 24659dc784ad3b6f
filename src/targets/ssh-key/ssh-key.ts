// The key of an SSH user on one host or several. A user may have any number of keys, so the new one is in and tried before the old one
// goes, by its exact bytes. sshd(8), "AUTHORIZED_KEYS FILE FORMAT"
import { RotationError } from '../../rotation/errors.ts';
import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { checkOptionNames, invalidOption, type Options } from '../options.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { addKey, hasKey, removeKey, removeToken } from './authorized-keys.ts';
import { openFiles } from './files.ts';
import { changeKeyFile } from './key-file.ts';
import { createKeyPair, type PublicKey, toLine } from './key-pair.ts';
import { checkSameUser, readAdmin, readLogin, type SshLogin } from './login.ts';
import { withHost } from './session.ts';

/** Relative to where SFTP begins: the user's home. */
const FILE = '.ssh/authorized_keys';

/** Options: `file`, where the hosts keep the user's keys (default .ssh/authorized_keys in the user's home). */
export function createSshKey(options: Options): Target {
  checkOptionNames(options, ['file']);
  const file = options.get('file');
  if (file === '') throw invalidOption('file', 'a path on the host', 'an empty text');

  const change = createChange(file);

  return {
    name: 'ssh-key',
    overlap: 'native',
    maxActive: Number.POSITIVE_INFINITY,
    creation: 'pure',
    propagationMs: 0,
    locksOut: true, // hosts that ban addresses count refused keys: fail2ban, and sshd itself from 9.8 on
    check: (value) => {
      readLogin(value);
    },
    isSame: (one, other) => {
      const [mine, theirs] = [readLogin(one), readLogin(other)];
      return mine.username === theirs.username && isKey(mine.publicKey, theirs.publicKey);
    },
    create: async (current, { random }) => {
      const { privateKey, publicKey } = createKeyPair(random);
      return toSecretValue(parseSecretFields(current), {
        privateKey: privateKey.reveal(),
        publicKey: toLine(publicKey),
      });
    },
    set: async (credentials, context) => {
      const current = readLogin(credentials.current);
      const pending = readLogin(credentials.pending);
      checkSameUser(current, pending);
      const { token } = context;
      await change(current, context, (text) => {
        const added = addKey(text, { current: current.publicKey, added: pending.publicKey, token });
        if (added === undefined) throw noCurrentKey();
        return added;
      });
    },
    test: async (credentials, { signal }) => {
      const pending = readLogin(credentials.pending);
      checkSameUser(readLogin(credentials.current), pending);
      for (const host of pending.hosts) await withHost(host, pending, signal, async () => {});
    },
    retire: async (credentials, context) => {
      const current = readLogin(credentials.current);
      const previous = readLogin(credentials.previous).publicKey;
      if (isKey(previous, current.publicKey)) return;
      await change(current, context, (text) =>
        keeping(text, current.publicKey, removeKey(text, previous)),
      );
    },
    discard: async ({ current, keep, made }, context) => {
      const user = readLogin(current);
      const kept = [user, ...(keep === undefined ? [] : [readLogin(keep)])].map(
        (login) => login.publicKey,
      );
      const left = made === undefined ? undefined : readLogin(made).publicKey;
      await change(user, context, (text) => {
        const without = removeToken(text, context.token, kept);
        const isLeft = left !== undefined && !kept.some((key) => isKey(key, left));
        return keeping(text, user.publicKey, isLeft ? removeKey(without, left) : without);
      });
    },
    verify: async (value, { signal }) => {
      const login = readLogin(value);
      const states: CredentialState[] = [];
      for (const host of login.hosts) {
        states.push(await tellState(() => withHost(host, login, signal, async () => {})));
      }
      if (states.includes('unreachable')) return 'unreachable';
      // One host that refuses it fails its users now and then, which is no working credential.
      return states.includes('refused') ? 'refused' : 'working';
    },
  };
}

type Change = (
  user: SshLogin,
  context: TargetContext,
  toChanged: (text: string) => string,
) => Promise<void>;

/** On each host by itself. Without an admin the user changes its own file. */
function createChange(file: string | undefined): Change {
  return async (user, context, toChanged) => {
    const writer = context.admin === undefined ? user : readAdmin(context.admin, user);
    if (file === undefined && writer.username !== user.username) throw needsFile();
    for (const host of user.hosts) {
      await withHost(host, writer, context.signal, async (call) => {
        await changeKeyFile(await openFiles(call), file ?? FILE, toChanged, context);
      });
    }
  };
}

function isKey(one: PublicKey, other: PublicKey): boolean {
  return one.blob.equals(other.blob);
}

/** A key goes only where the one that counts stays: what is removed might be the last that opens the host. */
function keeping(before: string, current: PublicKey, after: string): string {
  if (before === after || hasKey(after, current)) return after;
  throw noCurrentKey();
}

function noCurrentKey(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'Expected the current key in the file of the user on the host, found it not: nothing was changed. Is it another file (option file)?',
  );
}

function needsFile(): RotationError {
  return invalidOption(
    'file',
    "the path of the user's authorized_keys on the host, for its admin is another user there",
    'none',
  );
}

// The access key of an IAM user, who may have two: the second is made and tried, the first is switched off, which can be undone, and
// deleted when its place is needed. IAM User Guide, "Update access keys"
import {
  type AccessKeyAccess,
  type AccessKeys,
  type NewAccessKey,
  toShortId,
} from '../../rotation/access-keys.ts';
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import { checkOptionNames, type Options, parseChoiceOption } from '../options.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { findCreation, isLeftOf, isRetired, noteCreation, noteRetirement } from './ledger.ts';
import { checkSameUser, type KeyLogin, readKey, readLogin } from './login.ts';

/** IAM quotas, access keys of a user, active or not. */
const KEYS_MAX = 2;
/** "IAM is eventually consistent": seconds, as a rule. Until then a refusal of the new key is asked again. */
const PROPAGATION_MS = 10_000;
/** IAM knows of a use some minutes late; who used the key in this time will likely use it again. */
const USED_LATELY_MS = 900_000;

/**
 * Options: `by`, whose rights change keys without an admin: the functions' own (`role`, default) or the user's (`self`); `whenUsed`, what
 * becomes of an old key that was used lately: switched off all the same, with a line in the log (`retire`, default), or left (`wait`).
 */
export function createAwsAccessKey(options: Options, access: AccessKeyAccess): Target {
  checkOptionNames(options, ['by', 'whenUsed']);
  const by = parseChoiceOption(options, 'by', ['role', 'self']);
  const whenUsed = parseChoiceOption(options, 'whenUsed', ['retire', 'wait']);

  const withKeys = async <Result>(
    user: KeyLogin,
    { admin, signal }: TargetContext,
    work: (keys: AccessKeys) => Promise<Result>,
  ): Promise<Result> => {
    const own = by === 'self' ? user : undefined;
    return await access.as(admin === undefined ? own : readKey(admin), signal, work);
  };

  return {
    name: 'aws-access-key',
    overlap: 'slots',
    maxActive: KEYS_MAX,
    creation: 'effect',
    propagationMs: PROPAGATION_MS,
    locksOut: false,
    check: (value) => {
      readLogin(value);
    },
    isSame: (one, other) => readLogin(one).id === readLogin(other).id,
    create: async (current, context) => {
      const user = readLogin(current);
      const { id, secret } = await withKeys(
        user,
        context,
        async (keys) => await createKey(keys, user, context),
      );
      const changes = { accessKeyId: id, secretAccessKey: secret.reveal() };
      return toSecretValue(parseSecretFields(current), changes);
    },
    test: async (credentials, { signal }) => {
      const pending = readLogin(credentials.pending);
      checkSameUser(readLogin(credentials.current), pending);
      if (!(await isUsers(access, pending, signal))) throw refused();
    },
    retire: async (credentials, context) => {
      const user = readLogin(credentials.current);
      const previous = readLogin(credentials.previous);
      checkSameUser(user, previous);
      if (previous.id === user.id) return;
      await withKeys(user, context, async (keys) => {
        await switchOff(keys, user, previous.id, whenUsed, context);
      });
    },
    discard: async ({ current, keep, made }, context) => {
      const user = readLogin(current);
      const kept = [user.id, ...(keep === undefined ? [] : [readLogin(keep).id])];
      await withKeys(user, context, async (keys) => {
        if (made !== undefined && !kept.includes(readLogin(made).id)) {
          await keys.delete(user.userName, readLogin(made).id);
        }
        const creation = await findCreation(keys, user.userName);
        if (creation?.token !== context.token) return;
        for (const key of await keys.list(user.userName)) {
          if (kept.includes(key.id) || !(await isLeftOf(keys, creation, key))) continue;
          await keys.delete(user.userName, key.id);
        }
      });
    },
    verify: async (value, context) => {
      const login = readLogin(value);
      try {
        if (await isUsers(access, login, context.signal)) return 'working';
        return await withKeys(login, context, async (keys) => await tellUnknown(keys, login));
      } catch (error) {
        return tellState(error);
      }
    },
  };
}

async function createKey(
  keys: AccessKeys,
  user: KeyLogin,
  { token, clock }: TargetContext,
): Promise<NewAccessKey> {
  const there = await keys.list(user.userName);
  if (!there.some(({ id }) => id === user.id)) throw notTheUsers(user);
  const creation = await findCreation(keys, user.userName);
  for (const key of there.filter(({ id }) => id !== user.id)) {
    const isOurs =
      (await isRetired(keys, user.userName, key)) ||
      (creation !== undefined && (await isLeftOf(keys, creation, key)));
    if (!isOurs) throw noRoom(user, key.id);
    await keys.delete(user.userName, key.id);
  }
  await noteCreation(keys, user.userName, { token, at: clock.now(), before: [user.id] });
  const made = await keys.create(user.userName);
  if (made !== 'full') return made;
  // It listed fewer: a key that was made or deleted this very moment.
  throw new RotationError('Rekey.Transient', 'IAM has not yet settled how many keys the user has.');
}

async function switchOff(
  keys: AccessKeys,
  user: KeyLogin,
  id: string,
  whenUsed: 'retire' | 'wait',
  { clock, log }: TargetContext,
): Promise<void> {
  const there = await keys.list(user.userName);
  if (there.find((key) => key.id === id)?.isActive !== true) return;
  if (there.find((key) => key.id === user.id)?.isActive !== true) throw notTheUsers(user);
  const use = await keys.findLastUse(id);
  if (use !== undefined && clock.now() - use.at < USED_LATELY_MS) {
    const minutes = Math.round((clock.now() - use.at) / 60_000);
    log.warn('the old access key is still in use', {
      key: toShortId(id),
      minutes,
      service: use.service,
    });
    if (whenUsed === 'wait') throw stillUsed(id, minutes, use.service);
  }
  await noteRetirement(keys, user.userName, id);
  await keys.switchOff(user.userName, id);
}

/** False where STS does not take it. @throws RotationError InvalidConfiguration where it is another user's */
async function isUsers(
  access: AccessKeyAccess,
  { userName, ...key }: KeyLogin,
  signal: AbortSignal,
): Promise<boolean> {
  const identity = await access.identify(key, signal);
  if (identity === 'unknown') return false;
  if (identity === 'mismatch') throw refused();
  if (identity.arn.endsWith(`/${userName}`) && identity.arn.includes(':user/')) return true;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected the user whose key it is, found another name.',
  );
}

/** STS takes its time to learn of a key that IAM has made. */
async function tellUnknown(keys: AccessKeys, { userName, id }: KeyLogin): Promise<CredentialState> {
  const there = await keys.list(userName);
  return there.find((key) => key.id === id)?.isActive === true ? 'unreachable' : 'refused';
}

function tellState(error: unknown): CredentialState {
  const code = isRotationError(error) ? error.code : undefined;
  // Who may not look at the user's keys, or is the refused one itself, takes STS's word.
  if (code === 'Rekey.CredentialRefused' || code === 'Rekey.AccessDenied') return 'refused';
  if (code === 'Rekey.Transient') return 'unreachable';
  throw error;
}

function refused(): RotationError {
  return new RotationError('Rekey.CredentialRefused', 'STS refuses the access key.');
}

function notTheUsers({ id, userName }: KeyLogin): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `accessKeyId in secret JSON: expected a key of user ${userName} that is switched on, IAM does not list ${toShortId(id)} so. Nothing was changed.`,
  );
}

function noRoom({ userName }: KeyLogin, id: string): RotationError {
  return new RotationError(
    'Rekey.TargetFailed',
    `User ${userName} has a second access key, ${toShortId(id)}, that no rotation left: expected room for a new one. Delete it if nobody needs it.`,
  );
}

function stillUsed(id: string, minutes: number, service: string): RotationError {
  return new RotationError(
    'Rekey.Transient',
    `The old access key ${toShortId(id)} was used ${String(minutes)} minutes ago (${service}), and whenUsed=wait keeps it: somebody has not read the new one.`,
  );
}

// Two values of userPassword side by side: the new one is added before the old one is removed, by the exact value that the directory
// stores. Every other value stays as it is. RFC 4519, section 2.41: userPassword has any number of values.
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { isSameLogin, type LdapLogin, readLogin, readPair } from './login.ts';
import type { Session } from './session.ts';
import type { LdapSettings } from './settings.ts';
import { hashPassword, matchPassword } from './stored-password.ts';
import { asChanger, createUserChecks } from './user.ts';

export function createTwoPasswords(settings: LdapSettings): Target {
  const checks = createUserChecks(settings);
  return {
    ...checks,
    overlap: 'native',
    maxActive: Number.POSITIVE_INFINITY,
    set: async (credentials, context) => {
      const { current, pending } = readPair(credentials, settings);
      await asChanger(current, settings, context, async (session) => {
        const stored = await loadPasswords(session, current.dn);
        if (find(stored, pending, 'yes').length > 0) return;
        checkCanBeFound(stored, current);
        await addPassword(session, pending, settings, context);
      });
    },
    retire: async (credentials, context) => {
      const current = readLogin(credentials.current, settings);
      const previous = readLogin(credentials.previous, settings);
      const opens = async (): Promise<boolean> =>
        (await checks.verify(credentials.previous, context)) !== 'refused';
      await asChanger(current, settings, context, async (session) => {
        const stored = await loadPasswords(session, current.dn);
        for (const value of await findPrevious(stored, { current, previous }, opens)) {
          await removePassword(session, current.dn, value);
        }
      });
    },
    discard: async ({ current, keep, made }, context) => {
      if (made === undefined) return;
      const [owner, left] = [readLogin(current, settings), readLogin(made, settings)];
      if (isSameLogin(owner, left)) return;
      if (keep !== undefined && isSameLogin(readLogin(keep, settings), left)) return;
      await asChanger(owner, settings, context, async (session) => {
        for (const value of find(await loadPasswords(session, owner.dn), left, 'yes')) {
          await removePassword(session, owner.dn, value);
        }
      });
    },
  };
}

async function loadPasswords(session: Session, dn: string): Promise<readonly Buffer[]> {
  const stored = await session.listPasswords(dn);
  if (stored.length > 0) return stored;
  throw new RotationError(
    'Rekey.TargetFailed',
    'Whoever changes the password cannot read userPassword of the entry: it needs to read and write it, so that the old value can be removed exactly.',
  );
}

/** Asked before anything is added: retirement must be able to tell the current password's value from the others. */
function checkCanBeFound(stored: readonly Buffer[], current: LdapLogin): void {
  if (find(stored, current, 'yes').length > 0) return;
  if (find(stored, current, 'elsewhere').length > 0) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      'The password is kept elsewhere: the directory asks another server ({SASL}). Rotate it there.',
    );
  }
  if (find(stored, current, 'unknown').length > 1) throw tooManyUnknown();
}

/** Hashed by us, so that the value can be found again; unless the server refuses what it cannot read. */
async function addPassword(
  session: Session,
  { dn, password }: LdapLogin,
  { hash }: LdapSettings,
  { random }: TargetContext,
): Promise<void> {
  const text = hash === 'none' ? password.reveal() : hashPassword(password, hash, random);
  const before = await session.listPasswords(dn);
  await add(session, dn, Buffer.from(text), hash);
  if (hash !== 'none') return;
  const after = await session.listPasswords(dn);
  if (after.some((value) => matchPassword(value, password) === 'yes')) return;
  for (const value of after.filter((each) => !before.some((other) => other.equals(each)))) {
    await removePassword(session, dn, value);
  }
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'The directory stores passwords in a form of which the old one could not be found again: use hash=ssha, or passwords=one.',
  );
}

async function add(
  session: Session,
  dn: string,
  value: Buffer,
  hash: LdapSettings['hash'],
): Promise<void> {
  try {
    await session.modify(dn, { operation: 'add', attribute: 'userPassword', value });
  } catch (error) {
    const isRefused = isRotationError(error) && error.code === 'Rekey.ValueRejected';
    if (!isRefused || hash === 'none') throw error;
    throw refusesHashed();
  }
}

/**
 * What the previous password opens. Where it is of a scheme that is not computed here, and there is one such value, it is this one if
 * the password still opens the entry: no other value can be the reason.
 */
async function findPrevious(
  stored: readonly Buffer[],
  { current, previous }: { readonly current: LdapLogin; readonly previous: LdapLogin },
  opens: () => Promise<boolean>,
): Promise<readonly Buffer[]> {
  const found = find(stored, previous, 'yes');
  const unknown = find(stored, previous, 'unknown');
  if (found.length > 0 || unknown.length === 0 || !(await opens())) return found;
  const isCurrentKnown = find(stored, current, 'yes').length > 0;
  if (unknown.length === 1 && isCurrentKnown) return unknown;
  throw tooManyUnknown();
}

async function removePassword(session: Session, dn: string, value: Buffer): Promise<void> {
  await session.modify(dn, { operation: 'delete', attribute: 'userPassword', value });
}

function find(
  stored: readonly Buffer[],
  { password }: LdapLogin,
  match: ReturnType<typeof matchPassword>,
): readonly Buffer[] {
  return stored.filter((value) => matchPassword(value, password) === match);
}

function tooManyUnknown(): RotationError {
  return new RotationError(
    'Rekey.TargetFailed',
    'The entry has several passwords in forms that cannot be computed here (such as {ARGON2} or {CRYPT}), so the old one cannot be told from the others: remove it by hand.',
  );
}

function refusesHashed(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The directory refuses a second password that is hashed already: its policy wants to check it (rekey:options hash=none), or allows one only (passwords=one).',
  );
}

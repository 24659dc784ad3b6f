// An authorized_keys file as a whole: read, changed and put back in one instant, so that sshd never reads half of it. Ours take turns by
// a lock beside it; what others write meanwhile is seen, and the change is made anew.
import { RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import type { Files, RemoteFile } from './files.ts';

/** Far longer than any call of ours lives. */
const LOCK_MS_MAX = 180_000;
const TRIES_MAX = 5;

/** @param change gives the new text; the same text: nothing is written */
export async function changeKeyFile(
  files: Files,
  path: string,
  change: (text: string) => string,
  context: Pick<TargetContext, 'token' | 'clock'>,
): Promise<void> {
  const file = await files.resolve(path);
  const before = await files.read(file);
  const lock = `${file}.rekey-lock`;
  if (change(before.text) === before.text) {
    // A call that was cut off may have done all but this.
    if ((await files.findNote(lock))?.startsWith(`${context.token}@`) === true) {
      await files.remove(lock);
    }
    return;
  }
  await withLock(files, lock, context, async () => {
    let seen = before;
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const found = await tryToReplace(files, file, seen, change);
      if (found === undefined) return;
      seen = found;
    }
    throw new RotationError('Rekey.Transient', `Somebody else keeps writing ${file} on the host.`);
  });
}

/** @returns the file as it is now, where somebody wrote it since it was seen */
async function tryToReplace(
  files: Files,
  file: string,
  seen: RemoteFile,
  change: (text: string) => string,
): Promise<RemoteFile | undefined> {
  const text = change(seen.text);
  if (text === seen.text) return undefined;
  const aside = `${file}.rekey-new`;
  await files.remove(aside); // of a call that was cut off
  await files.create(aside, { ...seen, text }).catch(async (error: unknown) => {
    await files.remove(aside); // what a full disk left of it
    throw error;
  });
  const found = await files.read(file);
  if (found.text === seen.text) {
    await files.replace(file, aside);
    return undefined;
  }
  await files.remove(aside);
  return found;
}

async function withLock(
  files: Files,
  lock: string,
  { token, clock }: Pick<TargetContext, 'token' | 'clock'>,
  work: () => Promise<void>,
): Promise<void> {
  const take = async (): Promise<boolean> =>
    (await files.note(lock, `${token}@${String(clock.now())}`)) === 'made';
  if (!(await take())) {
    const [holder, since] = ((await files.findNote(lock)) ?? '').split('@');
    // Ours: of a call that was cut off. The machine never makes two calls of one run at a time.
    if (holder !== token && clock.now() - Number(since) < LOCK_MS_MAX) throw isLocked(lock);
    await files.remove(lock);
    if (!(await take())) throw await tellWhy(files, lock);
  }
  try {
    await work();
  } finally {
    await files.remove(lock);
  }
}

function isLocked(lock: string): RotationError {
  return new RotationError('Rekey.Transient', `Another rotation holds ${lock} on the host.`);
}

/** SFTP has one status for a lock that is there and for one that cannot be made. */
async function tellWhy(files: Files, lock: string): Promise<RotationError> {
  if ((await files.findNote(lock)) !== undefined) return isLocked(lock);
  return new RotationError(
    'Rekey.TargetFailed',
    `The host could not make the symlink ${lock} (a full disk, a file system without symlinks).`,
  );
}

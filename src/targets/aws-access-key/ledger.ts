// Access keys have neither names nor tags, but their user has tags: there a run writes down what it is about to do, so that a key whose
// answer was lost is told from one that somebody else made. A key counts as ours only if it came after the note, within the life of a
// call, and nobody ever used it: nobody can, for only the lost answer had its secret.
import type { AccessKey, AccessKeys } from '../../rotation/access-keys.ts';

/** "<token> <milliseconds since 1970> <the keys that were there before>" */
const CREATION = 'rekey:creation';
/** The key that was switched off last, to be deleted when its place is needed. */
const RETIRED = 'rekey:retired';
/** A call's life, and what two clocks may differ. */
const [EARLIER_MS_MAX, LATER_MS_MAX] = [10_000, 120_000];

export interface Creation {
  readonly token: string;
  readonly at: number;
  readonly before: readonly string[];
}

export async function noteCreation(
  keys: AccessKeys,
  userName: string,
  { token, at, before }: Creation,
): Promise<void> {
  await keys.putTag(userName, CREATION, [token, String(at), ...before].join(' '));
}

/** Of the last creation only: no other is begun before what it left is gone. */
export async function findCreation(
  keys: AccessKeys,
  userName: string,
): Promise<Creation | undefined> {
  const [token, at, ...before] = (await keys.findTag(userName, CREATION))?.split(' ') ?? [];
  return token === undefined ? undefined : { token, at: Number(at), before };
}

export async function isLeftOf(
  keys: AccessKeys,
  { at, before }: Creation,
  { id, createdAt }: AccessKey,
): Promise<boolean> {
  const isOfThen = createdAt >= at - EARLIER_MS_MAX && createdAt <= at + LATER_MS_MAX;
  return isOfThen && !before.includes(id) && (await keys.findLastUse(id)) === undefined;
}

export async function noteRetirement(
  keys: AccessKeys,
  userName: string,
  id: string,
): Promise<void> {
  await keys.putTag(userName, RETIRED, id);
}

/** One that was switched on again since is somebody's. */
export async function isRetired(
  keys: AccessKeys,
  userName: string,
  { id, isActive }: AccessKey,
): Promise<boolean> {
  return !isActive && (await keys.findTag(userName, RETIRED)) === id;
}

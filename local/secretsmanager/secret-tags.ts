// Tags of a secret, in the order of their first setting.
import { invalidParameter } from './errors.ts';
import type { Tag } from './secret-document.ts';

const TAGS_MAX = 50;

export interface TagInput {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** @throws ServiceError InvalidParameterException; its words are not recorded */
export function applyTags(current: readonly Tag[], added: readonly TagInput[]): readonly Tag[] {
  const names = added.map(({ Key = '' }) => Key);
  if (names.includes('')) throw invalidParameter('You must provide a key for each tag.');
  if (new Set(names).size !== names.length) {
    throw invalidParameter("You can't specify the same tag key more than once.");
  }
  if (names.some((name) => name.toLowerCase().startsWith('aws:'))) {
    throw invalidParameter("You can't use the prefix aws: in a tag key. AWS reserves it.");
  }
  const tags = new Map(current.map(({ Key, Value }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) tags.set(Key, Value);
  if (tags.size > TAGS_MAX) {
    throw invalidParameter(`You can't attach more than ${String(TAGS_MAX)} tags to a secret.`);
  }
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

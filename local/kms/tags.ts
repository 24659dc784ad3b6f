// Tags of a key: at most 50, keys unique, none of AWS's own prefix.
import type { Tag } from '@aws-sdk/client-kms';
import { tagError } from './errors.ts';
import type { KeyDocument } from './store.ts';

const TAGS_MAX = 50;

/** @throws ServiceError TagException */
export function applyTags(
  current: KeyDocument['tags'],
  added: readonly Tag[],
): KeyDocument['tags'] {
  const names = added.map(({ TagKey }) => TagKey);
  if (new Set(names).size !== names.length) throw tagError('Duplicate tag keys');
  if (names.some((name) => name?.startsWith('aws:') === true)) {
    throw tagError('aws: prefixed tag key names are not allowed for external use.');
  }
  const tags = new Map(current.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  for (const { TagKey = '', TagValue = '' } of added) tags.set(TagKey, TagValue);
  if (tags.size > TAGS_MAX) throw tagError('Too many tags');
  return [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

export function toTagConditions(
  tags: readonly Tag[],
): Readonly<Record<string, string | readonly string[]>> {
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(
      tags.map(({ TagKey = '', TagValue = '' }) => [`aws:RequestTag/${TagKey}`, TagValue]),
    ),
    'aws:TagKeys': tags.map(({ TagKey = '' }) => TagKey),
  };
}

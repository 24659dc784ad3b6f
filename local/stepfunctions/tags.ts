// Tags of state machines and activities.
import type { Tag } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../constraints.ts';
import { withoutTags } from '../tags.ts';
import { createStatesError } from './errors.ts';

const TAGS_MAX = 50;
/** API reference, Tag. */
const KEY_CHARACTERS: readonly [number, number] = [1, 128];
const VALUE_CHARACTERS: readonly [number, number] = [0, 256];
/** Letters, digits, white space and these marks. */
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const tagConstraints: Constraints = {
  tags: {
    member: { members: { key: { length: KEY_CHARACTERS }, value: { length: VALUE_CHARACTERS } } },
  },
};
const keyConstraints: Constraints = { tagKeys: { member: { length: KEY_CHARACTERS } } };

/** @throws ServiceError ValidationException, TooManyTags */
export function applyTags(
  current: Readonly<Record<string, string>>,
  added: readonly Tag[],
): Readonly<Record<string, string>> {
  checkConstraints(tagConstraints, { tags: added });
  const tags = { ...current };
  for (const { key = '', value = '' } of added) {
    checkTag(key, value);
    tags[key] = value;
  }
  if (Object.keys(tags).length > TAGS_MAX) {
    throw createStatesError('TooManyTags', `A resource has at most ${String(TAGS_MAX)} tags`);
  }
  return tags;
}

function checkTag(key: string, value: string): void {
  if (key === '' || !TAG_CHARACTERS.test(key) || !TAG_CHARACTERS.test(value)) {
    throw createStatesError(
      'ValidationException',
      `Tags have letters, digits, white space and _ . : / = + - @ alone: '${key}'`,
    );
  }
  if (key.toLowerCase().startsWith('aws:')) {
    throw createStatesError(
      'ValidationException',
      `Tags that begin with aws: are AWS's own: '${key}'`,
    );
  }
}

/** A key that is not there is no error. */
export function removeTags(
  current: Readonly<Record<string, string>>,
  tagKeys: readonly string[],
): Readonly<Record<string, string>> {
  checkConstraints(keyConstraints, { tagKeys });
  return withoutTags(current, tagKeys);
}

export function toTagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

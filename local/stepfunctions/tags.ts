// Tags of a state machine.
import type { Tag } from '@aws-sdk/client-sfn';
import { createStatesError } from './errors.ts';

const TAGS_MAX = 50;

/** @throws ServiceError TooManyTags */
export function applyTags(
  current: Readonly<Record<string, string>>,
  added: readonly Tag[],
): Readonly<Record<string, string>> {
  const tags = { ...current };
  for (const { key = '', value = '' } of added) tags[key] = value;
  if (Object.keys(tags).length > TAGS_MAX) {
    throw createStatesError('TooManyTags', `A resource has at most ${String(TAGS_MAX)} tags`);
  }
  return tags;
}

export function toTagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

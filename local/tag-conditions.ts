// The condition keys by which policies ask for tags (IAM User Guide, AWS global condition context keys). Which action has
// which of them says the Service Authorization Reference.
import type { Conditions } from './service.ts';
import { type GivenTags, type Tags, toTags } from './tags.ts';

/** Of a request that brings tags; one that brings none has neither key. */
export function ofRequestTags(given: GivenTags | undefined): Conditions {
  const tags = toTags(given);
  return { ...toConditions('aws:RequestTag', tags), ...ofTagKeys(Object.keys(tags)) };
}

/** Of a request that takes tags off. */
export function ofTagKeys(keys: readonly string[] = []): Conditions {
  return keys.length === 0 ? {} : { 'aws:TagKeys': keys };
}

/**
 * For Permission.resourceConditions: what the resource carries when the call is judged, looked up where a policy asks.
 * @param prefixes services that have the key under their own name, too
 */
export function ofResourceTags(
  find: () => GivenTags | undefined,
  prefixes: readonly string[] = ['aws'],
): () => Conditions {
  return () => {
    const tags = toTags(find());
    return Object.fromEntries(
      prefixes.flatMap((prefix) => Object.entries(toConditions(`${prefix}:ResourceTag`, tags))),
    );
  };
}

function toConditions(key: string, tags: Tags): Conditions {
  return Object.fromEntries(Object.entries(tags).map(([name, tag]) => [`${key}/${name}`, tag]));
}

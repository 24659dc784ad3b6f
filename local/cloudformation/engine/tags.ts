// Tags of resources: CloudFormation writes them as a list of Key and Value, the services each in their own way.

import type { ValueRecord } from '../template/value.ts';
import { listRecords, loadText } from './properties.ts';

export interface ResourceTag {
  readonly Key: string;
  readonly Value: string;
}

export function listTags(properties: ValueRecord): readonly ResourceTag[] {
  return listRecords(properties, 'Tags').map((tag) => ({
    Key: loadText(tag, 'Key'),
    Value: loadText(tag, 'Value'),
  }));
}

export function toTagMap(tags: readonly ResourceTag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

export interface TagChanges {
  /** New, or with another value. */
  readonly put: readonly ResourceTag[];
  readonly removedKeys: readonly string[];
}

export function findTagChanges(before: ValueRecord, after: ValueRecord): TagChanges {
  const old = toTagMap(listTags(before));
  const wanted = listTags(after);
  const keys = new Set(wanted.map(({ Key }) => Key));
  return {
    put: wanted.filter(({ Key, Value }) => old[Key] !== Value),
    removedKeys: Object.keys(old).filter((key) => !keys.has(key)),
  };
}

/** Calls a service's own two tag operations where there is something to say. */
export async function applyTagChanges(
  { put, removedKeys }: TagChanges,
  tag: (put: readonly ResourceTag[]) => Promise<unknown>,
  untag: (keys: readonly string[]) => Promise<unknown>,
): Promise<void> {
  if (removedKeys.length > 0) await untag(removedKeys);
  if (put.length > 0) await tag(put);
}

// Markers of KMS's lists: the last item of the page before, opaque to the caller.
import { invalidMarker } from './errors.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly NextMarker?: string;
  readonly Truncated: boolean;
}

/** @param load at most `count` items after the one with the given key, in order */
export function loadPage<Item>(
  marker: string | undefined,
  limit: number,
  load: (after: string, count: number) => readonly Item[],
  toKey: (item: Item) => string,
): Page<Item> {
  const found = load(parseMarker(marker), limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items, Truncated: false };
  return { items, NextMarker: Buffer.from(`m:${toKey(last)}`).toString('base64'), Truncated: true };
}

function parseMarker(marker: string | undefined): string {
  if (marker === undefined) return '';
  const text = Buffer.from(marker, 'base64').toString();
  if (!text.startsWith('m:')) throw invalidMarker();
  return text.slice('m:'.length);
}

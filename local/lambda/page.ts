// Lambda's lists come in pages: MaxItems of at most fifty, and a Marker that the next call gives back.
import { invalidParameter } from './errors.ts';

interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

const ITEMS_MAX = 50;

export function toPage<Item>(all: readonly Item[], { Marker, MaxItems }: PageRequest) {
  const start = Marker === undefined ? 0 : Number(Marker);
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('Invalid pagination token');
  const end = start + Math.min(MaxItems ?? ITEMS_MAX, ITEMS_MAX);
  return {
    items: all.slice(start, end),
    NextMarker: end < all.length ? { NextMarker: String(end) } : {},
  };
}

// Pages of lists: a limit with its bound, and a token that tells where the next page begins.
import { invalidParameter } from './errors.ts';

interface PageRequest {
  readonly limit?: number | undefined;
  readonly nextToken?: string | undefined;
}

export function toPage<Item>(
  all: readonly Item[],
  { limit, nextToken }: PageRequest,
  itemsMax: number,
) {
  if (limit !== undefined && (limit < 1 || limit > itemsMax)) {
    throw invalidParameter(`The limit must be between 1 and ${String(itemsMax)}.`);
  }
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start) || start < 0) {
    throw invalidParameter('The specified nextToken is invalid.');
  }
  const end = start + (limit ?? itemsMax);
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? { nextToken: String(end) } : {},
  };
}

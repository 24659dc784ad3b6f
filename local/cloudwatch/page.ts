// Pages of lists, by a token that tells where the next one begins.
import { invalidValue } from './errors.ts';

export function toPage<Item>(all: readonly Item[], token: string | undefined, itemsMax: number) {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) {
    throw invalidValue('The value of the parameter NextToken is invalid.');
  }
  const end = start + itemsMax;
  return {
    items: all.slice(start, end),
    NextToken: end < all.length ? { NextToken: String(end) } : {},
  };
}

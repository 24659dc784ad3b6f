// Pages of a list, with a token that says where the next one begins.
import { validationError } from './errors.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly NextToken?: string;
}

export function toPage<Item>(
  items: readonly Item[],
  token: string | undefined,
  itemsMax: number,
): Page<Item> {
  const start = token === undefined ? 0 : parseToken(token);
  const end = start + itemsMax;
  const page = items.slice(start, end);
  return end < items.length
    ? { items: page, NextToken: Buffer.from(`next:${String(end)}`).toString('base64url') }
    : { items: page };
}

function parseToken(token: string): number {
  const match = /^next:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (match === null) throw validationError('The specified NextToken is not valid.');
  return Number(match[1]);
}

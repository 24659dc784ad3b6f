// Pages of lists: the key after which to go on, opaque to the caller.
import { checkConstraints } from '../constraints.ts';
import { invalidToken } from './errors.ts';

export interface Paging {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/** API reference: the default of every list, and the most that one may ask for. */
const RESULTS_DEFAULT = 100;
const RESULTS_MAX = 1000;
const MARK = 'states:';

/** @throws ServiceError ValidationException for a number out of range: a page of minus one would never be full */
export function pageSize({ maxResults }: Paging): number {
  checkConstraints({ maxResults: { range: [0, RESULTS_MAX] } }, { maxResults });
  return maxResults === undefined || maxResults === 0 ? RESULTS_DEFAULT : maxResults;
}

/** @throws ServiceError InvalidToken */
export function parseToken(token: string | undefined): string {
  if (token === undefined) return '';
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith(MARK)) throw invalidToken(token);
  return text.slice(MARK.length);
}

export function toToken(after: string): string {
  return Buffer.from(MARK + after).toString('base64');
}

/**
 * One page of what `load` gives in order.
 * @param pick what an entry shows as, or undefined where it is not asked for
 */
export function loadPage<Entry, Item>(
  paging: Paging,
  load: (
    after: string,
    limit: number,
  ) => readonly { readonly key: string; readonly document: Entry }[],
  pick: (entry: Entry, key: string) => Item | undefined,
): Page<Item> {
  const size = pageSize(paging);
  const items: Item[] = [];
  let after = parseToken(paging.nextToken);
  for (;;) {
    const entries = load(after, size + 1);
    for (const { key, document } of entries) {
      const item = pick(document, key);
      if (item !== undefined && items.length === size) return { items, nextToken: toToken(after) };
      if (item !== undefined) items.push(item);
      after = key;
    }
    if (entries.length <= size) return { items };
  }
}

// Pages of lists: the key after which to go on, opaque to the caller, good for one list and one day (API reference: tokens
// expire after 24 hours, and all other arguments stay as they were).
import type { Clock } from '../clock.ts';
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

/** Which list a token goes on with. */
export interface PagedList {
  readonly clock: Pick<Clock, 'now'>;
  /** The operation and whatever decides what is in the list. */
  readonly list: readonly (string | boolean | undefined)[];
}

/** API reference: the default of every list, and the most that one may ask for. */
const RESULTS_DEFAULT = 100;
const RESULTS_MAX = 1000;
const TOKEN_CHARACTERS: readonly [number, number] = [1, 1024];
const TOKEN_MS = 24 * 60 * 60 * 1000;

/** @throws ServiceError ValidationException for a number out of range: a page of minus one would never be full */
export function pageSize({ maxResults, nextToken }: Paging): number {
  checkConstraints(
    { maxResults: { range: [0, RESULTS_MAX] }, nextToken: { length: TOKEN_CHARACTERS } },
    { maxResults, nextToken },
  );
  return maxResults === undefined || maxResults === 0 ? RESULTS_DEFAULT : maxResults;
}

/** @throws ServiceError InvalidToken, also where it has expired or is of another list */
export function parseToken(token: string | undefined, { clock, list }: PagedList): string {
  if (token === undefined) return '';
  const [name, madeAt, after] = readToken(token);
  const isGood = name === toListName(list) && typeof madeAt === 'number';
  if (!isGood || typeof after !== 'string' || clock.now() - madeAt >= TOKEN_MS) {
    throw invalidToken(token);
  }
  return after;
}

export function toToken(after: string, { clock, list }: PagedList): string {
  return Buffer.from(JSON.stringify([toListName(list), clock.now(), after])).toString('base64');
}

function readToken(token: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function toListName(list: PagedList['list']): string {
  return list.map((part) => String(part ?? '')).join(' ');
}

/**
 * One page of what `load` gives in order.
 * @param pick what an entry shows as, or undefined where it is not asked for
 */
export function loadPage<Entry, Item>(
  paging: Paging & PagedList,
  load: (
    after: string,
    limit: number,
  ) => readonly { readonly key: string; readonly document: Entry }[],
  pick: (entry: Entry, key: string) => Item | undefined,
): Page<Item> {
  const size = pageSize(paging);
  const items: Item[] = [];
  let after = parseToken(paging.nextToken, paging);
  for (;;) {
    const entries = load(after, size + 1);
    for (const { key, document } of entries) {
      const item = pick(document, key);
      if (item !== undefined && items.length === size) {
        return { items, nextToken: toToken(after, paging) };
      }
      if (item !== undefined) items.push(item);
      after = key;
    }
    if (entries.length <= size) return { items };
  }
}

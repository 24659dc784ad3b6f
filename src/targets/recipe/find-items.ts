// The things at the target that a recipe's `find` finds, page by page.
import { RotationError } from '../../rotation/errors.ts';
import type { Exchanges } from './exchange.ts';
import type { Bindings, Expressions } from './expression.ts';
import type { Finder } from './recipe-schema.ts';

/** Far more than a service has credentials of one owner; an end to a list that names itself as its next page. */
const PAGES_MAX = 100;

export interface Found {
  readonly item: unknown;
  /** What the item's page was known to be. */
  readonly known: Bindings;
}

/** All pages are read before anything is done to an item: removing one may shift those after it. Nothing found is no error. */
export async function findItems(
  expressions: Expressions,
  exchanges: Exchanges,
  finder: Finder,
  verb: string,
  bindings: Bindings,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  let url: string | undefined;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { known } = await exchanges.demand(verb, finder, { ...bindings, page }, url);
    const items = await expressions.list(finder.items, known, `${verb}.find.items`);
    found.push(...items.map((item) => ({ item, known })));
    url = await findNext(expressions, finder, verb, known);
    if (url === undefined) return found;
  }
  throw new RotationError(
    'Rekey.TargetFailed',
    `The target's list does not end: expected at most ${String(PAGES_MAX)} pages.`,
    { call: `target:${verb}` },
  );
}

/** Nothing, null and an empty text end a list alike. */
async function findNext(
  expressions: Expressions,
  { next }: Finder,
  verb: string,
  known: Bindings,
): Promise<string | undefined> {
  if (next === undefined) return undefined;
  const [url] = await expressions.list(next, known, `${verb}.find.next`);
  return typeof url === 'string' && url !== '' ? url : undefined;
}

// The discard section of a recipe: finds whatever at the target carries the token, and removes it.
import type { Exchanges } from './exchange.ts';
import type { Bindings, Expressions } from './expression.ts';
import type { Recipe } from './recipe-schema.ts';

/** @param bindings with `keep`, undefined where nothing is to be kept */
export async function discardItems(
  expressions: Expressions,
  exchanges: Exchanges,
  discard: NonNullable<Recipe['discard']>,
  bindings: Bindings & { readonly keep: unknown },
): Promise<void> {
  for (const item of await findItems(expressions, exchanges, discard, bindings)) {
    const known = { ...bindings, item };
    const isKept =
      bindings.keep !== undefined &&
      (await expressions.decide(discard.keep, known, 'discard.keep'));
    if (!isKept) await exchanges.remove('discard', discard.each, known);
  }
}

/** Nothing found is an empty list, not an error. */
async function findItems(
  expressions: Expressions,
  exchanges: Exchanges,
  { find }: NonNullable<Recipe['discard']>,
  bindings: Bindings,
): Promise<readonly unknown[]> {
  const response = await exchanges.demand('discard', find, bindings);
  const list = `{% [${find.items.slice(2, -2)}] %}`;
  const items = await expressions.fill(list, { ...bindings, response }, 'discard.find.items');
  return items as readonly unknown[];
}

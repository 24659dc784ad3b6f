// How a recipe removes: one thing that it knows, or whatever it finds. What is gone already is as good.
import { type Exchanges, toUnexpected } from './exchange.ts';
import type { Bindings, Expressions } from './expression.ts';
import { findItems } from './find-items.ts';
import type { Recipe, Removal } from './recipe-schema.ts';
import { runSteps } from './steps.ts';

export interface RecipeParts {
  readonly expressions: Expressions;
  readonly exchanges: Exchanges;
}

export async function retireCredential(
  parts: RecipeParts,
  { find, each }: NonNullable<Recipe['retire']>,
  bindings: Bindings,
): Promise<void> {
  if (find === undefined) {
    await removeOne(parts, 'retire', each, bindings);
    return;
  }
  const found = await findItems(parts.expressions, parts.exchanges, find, 'retire', bindings);
  for (const { item } of found) await removeOne(parts, 'retire', each, { ...bindings, item });
}

/** @param bindings with `keep`, undefined where nothing is to be kept */
export async function discardItems(
  parts: RecipeParts,
  discard: NonNullable<Recipe['discard']>,
  bindings: Bindings & { readonly keep: unknown },
): Promise<void> {
  const { expressions, exchanges } = parts;
  const found = await findItems(expressions, exchanges, discard.find, 'discard', bindings);
  for (const { item, known } of found) {
    const isKept =
      bindings.keep !== undefined &&
      (await expressions.decide(discard.keep, { ...known, item }, 'discard.keep'));
    if (!isKept) await removeOne(parts, 'discard', discard.each, { ...bindings, item });
  }
}

async function removeOne(
  parts: RecipeParts,
  verb: string,
  steps: readonly Removal[],
  bindings: Bindings,
): Promise<void> {
  await runSteps(parts, verb, steps, bindings, async (removal, known) => {
    const asked = await parts.exchanges.ask(verb, removal, known);
    if (asked.verdict === 'expected') return;
    const isGone =
      removal.gone === undefined
        ? asked.answer.status === 404
        : await parts.expressions.decide(removal.gone, asked.known, `${verb}.gone`);
    if (!isGone) throw toUnexpected(verb, asked);
  });
}

// What a verb must know before its first request: an access token, the scopes of a key, who a user is. Each is asked once in a
// verb's call, and only where the verb mentions it.

import type { Bindings, Expressions } from './expression.ts';
import type { Lookup, Recipe } from './recipe-schema.ts';

type Demand = (
  verb: string,
  lookup: Lookup,
  bindings: Bindings,
) => Promise<{ readonly known: Bindings }>;

/** The bindings with the lookups that this part of the recipe mentions. */
export type LookUp = (part: object, bindings: Bindings) => Promise<Bindings>;

export function createLookups(
  { lookup = {} }: Pick<Recipe, 'lookup'>,
  expressions: Expressions,
  demand: Demand,
): LookUp {
  const entries = Object.entries(lookup);
  const answers = new Map<string, Promise<unknown>>();

  const ask = async (name: string, bindings: Bindings): Promise<unknown> => {
    const place = `lookup.${name}`;
    const section = lookup[name] as Lookup;
    const { known } = await demand(place, section, bindings);
    return await expressions.fill(section.take, known, `${place}.take`);
  };

  return async (part, bindings) => {
    const bound: Record<string, unknown> = { ...bindings };
    // A lookup may mention those above it, so they come first and none waits for itself.
    const own = entries.findIndex(([, section]) => section === part);
    for (const [name] of entries.slice(0, own === -1 ? entries.length : own)) {
      if (Object.hasOwn(bound, name) || !mentions(part, name)) continue;
      const answer = answers.get(name) ?? ask(name, bindings);
      answers.set(name, answer);
      bound[name] = await answer;
    }
    return bound;
  };
}

/** Whether an expression in this part of a recipe has the variable. */
export function mentions(part: object, name: string): boolean {
  return new RegExp(`\\$${name}\\b`).test(JSON.stringify(part));
}

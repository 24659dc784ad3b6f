// Where states stand inside states.
import { isObject, type Json } from '../json.ts';

/** The scopes inside a state: branches, item processor. */
export function innerScopes(
  state: Json,
  path: string,
): readonly { inner: Record<string, Json>; place: string }[] {
  if (!isObject(state)) return [];
  const { Branches: branches, ItemProcessor: processor } = state;
  const found = Array.isArray(branches)
    ? branches.map((inner, index) => ({ inner, place: `${path}/Branches[${String(index)}]` }))
    : [{ inner: processor ?? null, place: `${path}/ItemProcessor` }];
  return found.flatMap(({ inner, place }) => (isObject(inner) ? [{ inner, place }] : []));
}

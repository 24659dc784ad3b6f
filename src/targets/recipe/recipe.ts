// What a recipe is once it is compiled: plain data, with every text that is an expression still in {% %}.
import type { Recipe } from './recipe-schema.ts';

/** The fields of the secret that `create` gives a new value. */
export function listChangedFields(recipe: Recipe): readonly string[] {
  return Object.keys('pending' in recipe.create ? recipe.create.pending : recipe.create.generate);
}

/** `10s` in milliseconds. */
export function toMilliseconds(text: string): number {
  return Number.parseInt(text, 10) * 1000;
}

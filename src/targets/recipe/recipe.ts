// What a recipe is once it is compiled: plain data, with every text that is an expression still in {% %}.
import type { Recipe } from './recipe-schema.ts';

/** The fields of the secret that `create` gives a new value; where a person does, those that are secret. */
export function listChangedFields({ create, secret }: Recipe): readonly string[] {
  if (create === undefined) return Object.keys(secret).filter((key) => secret[key] === 'secret');
  return Object.keys('pending' in create ? create.pending : create.generate);
}

/** `10s` in milliseconds. */
export function toMilliseconds(text: string): number {
  return Number.parseInt(text, 10) * 1000;
}

// What the tests of recipes share: the recipe of a name as a target, values of random characters, and a fixture's usual hands.
import { createSystemClock } from '../../local/clock.ts';
import { createSystemRandom } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target } from '../../src/rotation/target.ts';
import { createHttpApi } from '../../src/targets/http-api.ts';
import { bundledRecipes } from '../../src/targets/recipe/bundled.ts';

export function loadRecipeTarget(name: string): Target {
  const recipe = bundledRecipes.find((one) => one.name === name);
  if (recipe === undefined) throw new Error(`No recipe ${name}.`);
  return createHttpApi(recipe, new Map());
}

/** Such as a service would make: 40 characters, made at run time. */
export function createKey(): string {
  return Buffer.from(createSystemRandom().bytes(20)).toString('hex');
}

export function toSecret(fields: Readonly<Record<string, string>>): SecretValue {
  return new SecretValue(JSON.stringify(fields));
}

export function fieldsOf(value: SecretValue): Readonly<Record<string, string>> {
  return JSON.parse(value.reveal()) as Readonly<Record<string, string>>;
}

/** The same value with another host in this field. */
export function toStranger(value: SecretValue, field: string): SecretValue {
  return toSecret({ ...fieldsOf(value), [field]: 'http://127.0.0.1:9' });
}

/** What a stand-in knows, told in a later turn: whoever asks in a loop leaves the service its turns too. */
export async function soon<Answer>(answer: () => Answer): Promise<Answer> {
  await createSystemClock().sleep(0);
  return answer();
}

// How a recipe's secret is read: its fields by kind, the hosts that they allow, and whether two values share a credential.
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import { loadTextField, parseSecretFields, type SecretFields } from '../secret-json.ts';
import { listChangedFields } from './recipe.ts';
import type { Recipe } from './recipe-schema.ts';

/** The admin credential's fields, where the recipe asks for one. */
export function readAdmin(
  recipe: Recipe,
  value: SecretValue | undefined,
): SecretFields | undefined {
  if (recipe.admin === undefined) return undefined;
  if (value === undefined) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `Recipe ${recipe.name} needs an admin credential: expected the tag rekey:admin with the name of its secret, found none.`,
    );
  }
  return parseFieldsOf(recipe.admin, value);
}

/** @throws RotationError InvalidConfiguration naming the key that is missing or of the wrong kind */
export function parseFieldsOf(
  kinds: Readonly<Record<string, 'url' | 'string' | 'secret'>>,
  value: SecretValue,
): SecretFields {
  const fields = parseSecretFields(value);
  for (const [key, kind] of Object.entries(kinds)) {
    const text = loadTextField(fields, key);
    if (kind === 'url' && !URL.canParse(text)) {
      throw new RotationError(
        'Rekey.InvalidConfiguration',
        `${key} in secret JSON: expected a URL such as https://api.example.com, found something else.`,
      );
    }
  }
  return fields;
}

/** A pending value that names another host or user is somebody else's work: our credential is not sent there. */
export function readPair(
  recipe: Recipe,
  credentials: { readonly current: SecretValue; readonly pending: SecretValue },
): { readonly current: SecretFields; readonly pending: SecretFields } {
  const current = parseFieldsOf(recipe.secret, credentials.current);
  const pending = parseFieldsOf(recipe.secret, credentials.pending);
  const changed = listChangedFields(recipe);
  for (const [key, kind] of Object.entries(recipe.secret)) {
    if (!changed.includes(key) && current[key] !== pending[key]) {
      throw new RotationError(
        'Rekey.InvalidConfiguration',
        `${key} in the pending secret JSON: expected the current secret's ${kind === 'url' ? 'host' : 'own'}, found another.`,
      );
    }
  }
  return { current, pending };
}

/** The only origins that requests of this call may go to: fixed by the recipe and the secrets, never by an answer. */
export function listOrigins(
  recipe: Recipe,
  owner: SecretFields,
  admin: SecretFields | undefined,
): ReadonlySet<string> {
  const urlsOf = (kinds: Readonly<Record<string, string>>, fields: SecretFields): string[] =>
    Object.entries(kinds).flatMap(([key, kind]) => (kind === 'url' ? [String(fields[key])] : []));
  const urls = [
    ...(recipe.hosts ?? []),
    ...urlsOf(recipe.secret, owner),
    ...(admin === undefined ? [] : urlsOf(recipe.admin ?? {}, admin)),
  ];
  return new Set(urls.map((url) => new URL(url).origin));
}

/** One shared part is enough: what the service gave once (an id, a key) stays one credential. */
export function holdSamePart(
  keys: readonly string[],
  one: SecretFields,
  other: SecretFields,
): boolean {
  return keys.some((key) =>
    new SecretValue(String(one[key])).equals(new SecretValue(String(other[key]))),
  );
}

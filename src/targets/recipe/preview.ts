// What a recipe would send, with placeholders where a run has values: nothing is sent, and no credential is needed.
import { isRotationError } from '../../rotation/errors.ts';
import { type Bindings, createExpressions, type Expressions, isExpression } from './expression.ts';
import type { Path, Problem } from './problem.ts';
import type { Recipe, RecipeRequest } from './recipe-schema.ts';

export interface PreviewedRequest {
  /** Such as `create`, `discard.find`, `retire.each.0` */
  readonly verb: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface Preview {
  readonly requests: readonly PreviewedRequest[];
  readonly problems: readonly Problem[];
}

type Known = Readonly<Record<string, unknown>>;

/** @param known what is not secret of the secret at hand, such as its hosts */
export async function previewRecipe(recipe: Recipe, known: Known, now: number): Promise<Preview> {
  const expressions = createExpressions(recipe.name);
  const bindings = bindPlaceholders(recipe, known, now);
  const problems: Problem[] = [];
  const requests: PreviewedRequest[] = [];
  for (const { path, request } of listRequests(recipe, [])) {
    const filled = await fillPart(expressions, request, bindings, path, problems);
    const { method, url, headers = {}, body, form } = filled as RecipeRequest;
    const sent = form ?? body;
    requests.push({
      verb: path.slice(0, -1).map(String).join('.'),
      method,
      url,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    });
  }
  return { requests, problems };
}

function bindPlaceholders(recipe: Recipe, known: Known, now: number): Bindings {
  const toFields = (
    kinds: Readonly<Record<string, string>>,
    holder: string,
    values: Known,
  ): Known =>
    Object.fromEntries(
      Object.entries(kinds).map(([key, kind]) => [
        key,
        // A credential is never shown, whatever is known.
        kind === 'secret'
          ? `(${holder}.${key})`
          : (values[key] ?? toPlaceholder(kind, holder, key)),
      ]),
    );
  const holders = ['current', 'pending', 'previous', 'keep', 'made'].map(
    (holder) => [holder, toFields(recipe.secret, holder, known)] as const,
  );
  const lookups = Object.keys(recipe.lookup ?? {}).map((name) => [name, `(${name})`] as const);
  return {
    ...Object.fromEntries(holders),
    ...Object.fromEntries(lookups),
    ...(recipe.admin === undefined ? {} : { admin: toFields(recipe.admin, 'admin', {}) }),
    item: createItem(recipe),
    token: `rekey-${'0'.repeat(26)}`,
    page: 1,
    millis: () => now,
    now: () => new Date(now).toISOString(),
    basic: (user: string, password: string) => `Basic base64(${user}:${password})`,
  };
}

/** Of characters that stay as they are in a URL. */
function toPlaceholder(kind: string, holder: string, key: string): string {
  return kind === 'url' ? `https://${key.toLowerCase()}.invalid` : `(${holder}.${key})`;
}

/** An item with whatever the recipe reads of one. */
function createItem(recipe: Recipe): unknown {
  const paths = [...JSON.stringify(recipe).matchAll(/\$item((?:\.\w+)*)/g)].map(([, path = '']) =>
    path.split('.').slice(1),
  );
  if (paths.every((path) => path.length === 0)) return '(item)';
  const item: Record<string, unknown> = {};
  for (const path of paths) setAt(item, path, `(item.${path.join('.')})`);
  return item;
}

function setAt(place: Record<string, unknown>, path: readonly string[], value: string): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    place[key] ??= value;
    return;
  }
  const inner = typeof place[key] === 'object' ? (place[key] as Record<string, unknown>) : {};
  place[key] = inner;
  setAt(inner, rest, value);
}

function listRequests(
  part: unknown,
  path: Path,
): readonly { readonly path: Path; readonly request: RecipeRequest }[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) =>
    key === 'request'
      ? [{ path: [...path, key], request: inner as RecipeRequest }]
      : listRequests(inner, [...path, key]),
  );
}

/** What cannot be told without an answer stands as the recipe has it. */
async function fillPart(
  expressions: Expressions,
  part: unknown,
  bindings: Bindings,
  path: Path,
  problems: Problem[],
): Promise<unknown> {
  if (Array.isArray(part)) {
    return await Promise.all(
      part.map(
        async (one, index) =>
          await fillPart(expressions, one, bindings, [...path, index], problems),
      ),
    );
  }
  if (typeof part === 'object' && part !== null) {
    const entries = Object.entries(part).map(
      async ([key, inner]) =>
        [key, await fillPart(expressions, inner, bindings, [...path, key], problems)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
  if (typeof part !== 'string' || !isExpression(part)) return part;
  try {
    return await expressions.fill(part, bindings, path.map(String).join('.'));
  } catch (error) {
    if (!isRotationError(error)) throw error;
    // JSONata's codes for what is called and is no function: a slip whatever the values are.
    if (/\((T1005|T1006)\)/.test(error.message)) {
      problems.push({ path, message: 'calls a function that JSONata does not have' });
    }
    return part;
  }
}

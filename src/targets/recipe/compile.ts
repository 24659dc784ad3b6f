// A recipe file becomes data, or an error that names file, line and column. Runs when Lambdas are bundled, in tests
// and in the command line; the Lambdas themselves only load what came out of it.
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import { findSyntaxError, isExpression } from './expression.ts';
import { listChangedFields } from './recipe.ts';
import { type Recipe, recipeSchema } from './recipe-schema.ts';

/** What is wrong, in order of its place in the file; each line as compilers print it: `file:line:column: what`. */
export class RecipeFileError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'RecipeFileError';
  }
}

type Path = readonly PropertyKey[];
interface Problem {
  readonly path: Path;
  readonly message: string;
}

/**
 * @param file the name that errors carry
 * @throws RecipeFileError
 */
export function compileRecipe(text: string, file: string): Recipe {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${String(line)}:${String(col)}`;
  };
  if (document.errors.length > 0) {
    throw new RecipeFileError(document.errors.map((e) => `${at(e.pos[0])}: ${e.message}`));
  }
  const data: unknown = document.toJS({ maxAliasCount: 0 });
  const parsed = recipeSchema.safeParse(data);
  const problems = parsed.success
    ? [...findBadExpressions(data, []), ...findContradictions(parsed.data)]
    : parsed.error.issues.flatMap(toProblems);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new RecipeFileError(
    problems.map(({ path, message }) => {
      const place = path.map(String).join('.');
      return `${at(findOffset(document.contents, path))}: ${place === '' ? '' : `${place}: `}${message}`;
    }),
  );
}

/** A union's own message says only "invalid input": its alternatives' messages tell what is missing. */
function toProblems(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code !== 'invalid_union') return [{ path: issue.path, message: issue.message }];
  const alternatives = issue.errors.map((issues) =>
    issues.map((i) => `${i.path.map(String).join('.')} ${i.message}`.trim()).join('; '),
  );
  return [{ path: issue.path, message: `expected one of: ${alternatives.join(' | ')}` }];
}

function findBadExpressions(data: unknown, path: Path): readonly Problem[] {
  if (typeof data === 'string') {
    const message = isExpression(data) ? findSyntaxError(data) : undefined;
    return message === undefined ? [] : [{ path, message: `JSONata: ${message}` }];
  }
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, item]) => findBadExpressions(item, [...path, key]));
}

/** Rules across fields. */
function findContradictions(recipe: Recipe): readonly Problem[] {
  const problems: Problem[] = [];
  const section = 'pending' in recipe.create ? 'pending' : 'generate';
  for (const key of listChangedFields(recipe)) {
    const kind = recipe.secret[key];
    if (kind === undefined || kind === 'url') {
      problems.push({
        path: ['create', section, key],
        message:
          kind === 'url'
            ? 'a url fixes the host, so no rotation may change it'
            : 'expected a field that stands under secret',
      });
    }
  }
  if (section === 'pending' && recipe.discard === undefined) {
    problems.push({
      path: ['create'],
      message:
        'the service makes the credential, so a crash could orphan one: expected a discard section that finds it by $token',
    });
  }
  if (section === 'generate' && recipe.set === undefined) {
    problems.push({
      path: ['create'],
      message: 'the value is made here, so the service must be told: expected a set section',
    });
  }
  if (recipe.overlap !== 'none' && recipe.overlap !== 'alternate' && recipe.retire === undefined) {
    problems.push({
      path: ['overlap'],
      message: `with ${recipe.overlap} overlap the old credential lives on: expected a retire section`,
    });
  }
  return problems;
}

/** The place of the deepest part of the path that is in the file. */
function findOffset(root: Node | null, path: Path): number {
  let node: Node | null | undefined = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    const next: unknown = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === step)
      : undefined;
    if (next === undefined) break;
    const pair = next as { key: Node; value: Node | null };
    offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

// A recipe file becomes data, or an error that names file, line and column. Runs when Lambdas are bundled, in tests
// and in the command line; the Lambdas themselves only load what came out of it.
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import { findContradictions } from './contradictions.ts';
import { findSyntaxError, isExpression } from './expression.ts';
import type { Path, Problem } from './problem.ts';
import { type Recipe, recipeSchema } from './recipe-schema.ts';
import { findScopeProblems } from './scope.ts';

/** What is wrong, in order of its place in the file; each line as compilers print it: `file:line:column: what`. */
export class RecipeFileError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'RecipeFileError';
  }
}

/**
 * @param file the name that errors carry
 * @throws RecipeFileError
 */
export function compileRecipe(text: string, file: string): Recipe {
  return openRecipeFile(text, file).recipe;
}

/**
 * @returns the recipe, and how a problem of it is told
 * @throws RecipeFileError
 */
export function openRecipeFile(
  text: string,
  file: string,
): { readonly recipe: Recipe; readonly tell: (problem: Problem) => string } {
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
  const tell = ({ path, message }: Problem): string => {
    const { offset, steps } = findPlace(document.contents, path);
    const place = steps.map(String).join('.');
    return `${at(offset)}: ${place === '' ? '' : `${place}: `}${message}`;
  };
  const parsed = recipeSchema.safeParse(data);
  const problems = parsed.success
    ? listProblems(data, parsed.data)
    : parsed.error.issues.flatMap(toProblems);
  if (parsed.success && problems.length === 0) return { recipe: parsed.data, tell };
  throw new RecipeFileError(problems.map((problem) => tell(problem)));
}

/** What an expression means is asked once all of them can be read. */
function listProblems(data: unknown, recipe: Recipe): readonly Problem[] {
  const unreadable = findBadExpressions(data, []);
  if (unreadable.length > 0) return [...unreadable, ...findContradictions(recipe)];
  return [...findContradictions(recipe), ...findScopeProblems(recipe)];
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

/**
 * The place of the deepest part of the path that is in the file. Steps that are not are left out: the schema writes short forms
 * in full, such as the one step of a list.
 */
function findPlace(
  root: Node | null,
  path: Path,
): { readonly offset: number; readonly steps: Path } {
  let node: Node | null | undefined = root;
  let offset = root?.range?.[0] ?? 0;
  const steps: PropertyKey[] = [];
  for (const step of path) {
    const next = findChild(node, step);
    if (next === undefined) continue;
    offset = next.offset;
    node = next.node;
    steps.push(step);
  }
  return { offset, steps };
}

function findChild(
  node: Node | null | undefined,
  step: PropertyKey,
): { readonly offset: number; readonly node: Node | null } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)] as Node | undefined;
    return item === undefined ? undefined : { offset: item.range?.[0] ?? 0, node: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
  if (pair === undefined) return undefined;
  return { offset: (pair.key as Node).range?.[0] ?? 0, node: pair.value as Node | null };
}

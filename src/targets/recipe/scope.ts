// Whether each expression of a recipe speaks of what its place knows: variables of its verb, fields of the secret, hosts that may be
// spoken to. Found here, a slip costs a line on the screen; found by a rotation, a run.
import { isExpression, parseExpression } from './expression.ts';
import type { Path, Problem } from './problem.ts';
import type { Recipe } from './recipe-schema.ts';

type Names = readonly string[];

interface Place {
  readonly path: Path;
  readonly text: string;
  readonly known: Names;
}

interface AstNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly AstNode[];
  readonly lhs?: AstNode;
  readonly arguments?: readonly AstNode[];
  readonly procedure?: AstNode;
}

/** Their fields are those of the secret. */
const HOLDERS: Names = ['current', 'pending', 'previous', 'keep', 'made'];
const RESERVED: Names = [...HOLDERS, 'admin', 'token', 'response', 'item', 'page'];
/** Evaluated once there is an answer. */
const AFTER_ANSWER: Names = [
  'refused',
  'rejected',
  'gone',
  'take',
  'items',
  'next',
  'pending',
  'keep',
];

export function findScopeProblems(recipe: Recipe): readonly Problem[] {
  return [
    ...findBadLookupNames(recipe),
    ...listPlaces(recipe).flatMap((place) => checkExpression(recipe, place)),
    ...listUrls(recipe, []).flatMap((place) => checkUrl(recipe, place)),
  ];
}

function findBadLookupNames({ lookup = {} }: Recipe): readonly Problem[] {
  return Object.keys(lookup)
    .filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name) || RESERVED.includes(name))
    .map((name) => ({
      path: ['lookup', name],
      message: `expected a name of letters and digits that is none of ${RESERVED.join(', ')}`,
    }));
}

/** Every expression, and what it may speak of. */
function listPlaces(recipe: Recipe): readonly Place[] {
  const { lookup = {}, create, set, test, retire, discard } = recipe;
  const lookups = Object.keys(lookup);
  const admin = recipe.admin === undefined ? [] : ['admin'];
  const common = ['current', 'token', ...admin, ...lookups];
  return [
    ...Object.entries(lookup).flatMap(([name, section], index) =>
      listTexts(
        section,
        ['lookup', name],
        ['current', 'token', ...admin, ...lookups.slice(0, index)],
      ),
    ),
    ...listTexts(
      create,
      ['create'],
      create !== undefined && 'generate' in create ? ['current', 'token'] : common,
    ),
    ...listTexts(set, ['set'], [...common, 'pending']),
    ...listTexts(test, ['test'], ['pending', 'token']),
    ...listTexts(retire?.find, ['retire', 'find'], [...common, 'previous', 'page']),
    ...listTexts(
      retire?.each,
      ['retire', 'each'],
      [...common, 'previous', ...(retire?.find === undefined ? [] : ['item'])],
    ),
    ...listTexts(discard?.find, ['discard', 'find'], [...common, 'made', 'page']),
    ...listTexts(discard?.keep, ['discard', 'keep'], [...common, 'made', 'page', 'keep', 'item']),
    ...listTexts(discard?.each, ['discard', 'each'], [...common, 'made', 'keep', 'item']),
  ];
}

function listTexts(part: unknown, path: Path, known: Names): readonly Place[] {
  if (typeof part === 'string') {
    if (!isExpression(part)) return [];
    const hasAnswer = path.some((step) => AFTER_ANSWER.includes(String(step)));
    return [{ path, text: part, known: hasAnswer ? [...known, 'response'] : known }];
  }
  if (typeof part !== 'object' || part === null) return [];
  const turns = 'for' in part && part.for !== undefined;
  return Object.entries(part).flatMap(([key, inner]) =>
    listTexts(inner, [...path, key], turns && key !== 'for' ? [...known, 'item'] : known),
  );
}

function checkExpression(recipe: Recipe, { path, text, known }: Place): readonly Problem[] {
  const tree = parseExpression(text) as AstNode;
  const own = listOwnNames(tree);
  const problems: Problem[] = [];
  visit(tree, (node) => {
    const name = node.type === 'variable' ? String(node.value) : undefined;
    if (
      name !== undefined &&
      name !== '' &&
      name !== '$' &&
      !own.has(name) &&
      !known.includes(name)
    ) {
      const list = known.map((one) => `$${one}`).join(' ');
      problems.push({ path, message: `expected one of ${list} here, found $${name}` });
    }
    const [holder, field] = node.type === 'path' ? (node.steps ?? []) : [];
    if (holder?.type === 'variable' && field?.type === 'name') {
      problems.push(...checkField(recipe, path, String(holder.value), String(field.value)));
    }
  });
  return problems;
}

function checkField(recipe: Recipe, path: Path, holder: string, field: string): readonly Problem[] {
  const kinds = HOLDERS.includes(holder)
    ? recipe.secret
    : holder === 'admin'
      ? recipe.admin
      : undefined;
  if (kinds === undefined || Object.hasOwn(kinds, field)) return [];
  const section = holder === 'admin' ? 'admin' : 'secret';
  return [
    {
      path,
      message: `expected a field of ${section} (${Object.keys(kinds).join(', ')}), found $${holder}.${field}`,
    },
  ];
}

/** Variables that the expression binds itself, and functions that it calls: JSONata's own. */
function listOwnNames(tree: AstNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(tree, ({ type, lhs, arguments: inputs = [], procedure }) => {
    if (type === 'bind' && lhs !== undefined) names.add(String(lhs.value));
    if (type === 'lambda') for (const { value } of inputs) names.add(String(value));
    if (procedure?.type === 'variable') names.add(String(procedure.value));
  });
  return names;
}

function visit(node: unknown, see: (node: AstNode) => void): void {
  if (Array.isArray(node)) {
    for (const one of node) visit(one, see);
  } else if (typeof node === 'object' && node !== null) {
    see(node);
    for (const inner of Object.values(node)) visit(inner, see);
  }
}

function listUrls(
  part: unknown,
  path: Path,
): readonly { readonly path: Path; readonly url: string }[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) =>
    key === 'request' && typeof (inner as { url?: unknown }).url === 'string'
      ? [{ path: [...path, 'request', 'url'], url: (inner as { url: string }).url }]
      : listUrls(inner, [...path, key]),
  );
}

/** What a URL begins with decides where a credential goes. What only a run can tell, the run refuses. */
function checkUrl(
  { hosts = [], secret, admin = {} }: Recipe,
  { path, url }: { readonly path: Path; readonly url: string },
): readonly Problem[] {
  const expected = 'expected one of hosts, or a field of the kind url,';
  const begin = isExpression(url) ? findBegin(parseExpression(url)) : { text: url };
  if (begin?.text !== undefined) {
    const origin = URL.canParse(begin.text) ? new URL(begin.text).origin : 'no host';
    const isAllowed = hosts.some((host) => new URL(host).origin === origin);
    return isAllowed ? [] : [{ path, message: `${expected} found ${origin}` }];
  }
  if (begin?.field === undefined) return [];
  const kinds = begin.holder === 'admin' ? admin : secret;
  if (kinds[begin.field] === 'url' || kinds[begin.field] === undefined) return [];
  return [{ path, message: `${expected} found $${begin.holder}.${begin.field}` }];
}

function findBegin(
  node: AstNode,
):
  | { readonly text: string; readonly field?: never; readonly holder?: never }
  | { readonly text?: never; readonly holder: string; readonly field: string }
  | undefined {
  if (node.type === 'binary' && node.value === '&' && node.lhs !== undefined)
    return findBegin(node.lhs);
  if (node.type === 'string') return { text: String(node.value) };
  const [holder, field] = node.type === 'path' ? (node.steps ?? []) : [];
  if (holder?.type !== 'variable' || field?.type !== 'name') return undefined;
  if (![...HOLDERS, 'admin'].includes(String(holder.value))) return undefined;
  return { holder: String(holder.value), field: String(field.value) };
}

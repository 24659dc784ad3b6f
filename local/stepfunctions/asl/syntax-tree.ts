// What an expression refers to, read from JSONata's syntax tree: for the checks at creation and for the bounds.

/** The parts of JSONata's tree that are looked at; its own type declarations are those of version 1.7. */
export interface SyntaxNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly SyntaxNode[];
  readonly [member: string]: unknown;
}

export interface References {
  /** Names, `$` and the like at the top level, where there is no context item. */
  readonly topLevel: readonly string[];
  /** The second step of paths that begin with `$states`, such as `result`. */
  readonly statesMembers: readonly string[];
  /** Variables that it does not bind itself, without their `$`. */
  readonly variables: readonly string[];
  readonly callsEval: boolean;
  /** False where JSONata evaluates siblings side by side, so that depth cannot be counted by entries and exits. */
  readonly sequential: boolean;
}

/** Reads the tree once. */
export function findReferences(tree: SyntaxNode): References {
  const found: Found = {
    topLevel: new Set(),
    statesMembers: new Set(),
    variables: new Set(),
    bound: new Set(),
    callsEval: false,
    sequential: true,
  };
  visit(tree, true, found);
  const { bound, topLevel, statesMembers, variables, ...others } = found;
  return {
    ...others,
    topLevel: [...topLevel],
    statesMembers: [...statesMembers],
    variables: [...variables].filter((name) => !bound.has(name)),
  };
}

interface Found {
  readonly topLevel: Set<string>;
  readonly statesMembers: Set<string>;
  readonly variables: Set<string>;
  readonly bound: Set<string>;
  callsEval: boolean;
  sequential: boolean;
}

function visit(node: unknown, top: boolean, found: Found): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, top, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const tree = node as SyntaxNode;
  if (branches(tree)) found.sequential = false;
  noticeVariables(tree, found);
  if (tree.type === 'path') visitPath(tree, top, found);
  else if (tree.type === 'transform') visitTransform(tree, found);
  else visitOther(tree, top, found);
}

function noticeVariables(tree: SyntaxNode, { variables, bound }: Found): void {
  if (tree.type === 'variable') variables.add(String(tree.value));
  const { lhs, arguments: parameters } = tree;
  const binds = tree.type === 'bind' ? [lhs] : tree.type === 'lambda' ? parameters : [];
  for (const name of Array.isArray(binds) ? (binds as SyntaxNode[]) : []) {
    bound.add(String(name.value));
  }
}

/** Members of arrays and objects are evaluated side by side (jsonata 2.0.6, evaluateUnary and evaluateGroupExpression). */
function branches(tree: SyntaxNode): boolean {
  if ('group' in tree) return true;
  if (tree.type !== 'unary') return false;
  const members = tree.value === '[' ? tree['expressions'] : tree['lhs'];
  return Array.isArray(members) && members.length > 1;
}

function visitPath(tree: SyntaxNode, top: boolean, found: Found): void {
  const [first, second] = tree.steps ?? [];
  if (first?.type === 'variable' && first.value === 'states' && typeof second?.value === 'string') {
    found.statesMembers.add(second.value);
  }
  // Only the first step sees the outer context; whatever follows sees what the step before found.
  for (const [index, step] of (tree.steps ?? []).entries()) {
    visit(step, top && index === 0, found);
  }
  visit(tree['group'], false, found);
}

function visitTransform(tree: SyntaxNode, found: Found): void {
  // A transformation is applied to a value, which is the context of its parts.
  visit([tree['pattern'], tree['update'], tree['delete']], false, found);
}

function visitOther(tree: SyntaxNode, top: boolean, found: Found): void {
  const name = topLevelName(tree);
  if (top && name !== undefined) found.topLevel.add(name);
  if (tree.type === 'variable' && tree.value === 'eval') found.callsEval = true;
  for (const [member, child] of Object.entries(tree)) {
    const inner =
      member === 'stages' || member === 'predicate' || member === 'group' || member === 'terms';
    if (typeof child === 'object') visit(child, top && !inner, found);
  }
}

function topLevelName(tree: SyntaxNode): string | undefined {
  if (tree.type === 'name') return String(tree.value);
  if (tree.type === 'wildcard') return '*';
  if (tree.type === 'descendant') return '**';
  if (tree.type !== 'variable') return undefined;
  if (tree.value === '') return '$';
  return tree.value === '$' ? '$$' : undefined;
}

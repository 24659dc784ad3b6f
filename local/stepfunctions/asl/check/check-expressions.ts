// Every expression of a state: that it parses, and refers only to what exists where it stands.
import type { Expressions } from '../expression.ts';
import { isExpression } from '../expression.ts';
import { isObject, type Json } from '../json.ts';
import type { Report } from './diagnostic.ts';

/** Members of `$states` that exist only in some places. */
type Extra = 'result' | 'errorOutput';

const WITH_RESULT = new Set<Json>(['Task', 'Parallel', 'Map']);
/** Fields in which no expression is evaluated, or which are states of their own. */
const PLAIN_FIELDS = new Set([
  'Type',
  'Comment',
  'QueryLanguage',
  'Resource',
  'Next',
  'End',
  'Default',
  'Retry',
  'Branches',
  'ItemProcessor',
  'Label',
]);

export function checkExpressions(
  state: Record<string, Json>,
  path: string,
  expressions: Expressions,
  report: Report,
): void {
  for (const [field, value] of Object.entries(state)) {
    if (PLAIN_FIELDS.has(field)) continue;
    visit(value, `${path}/${field}`, { extra: extraOf(state, field), expressions, report });
  }
}

function extraOf(state: Record<string, Json>, field: string): Extra | undefined {
  if (field === 'Catch') return 'errorOutput';
  const hasResult = WITH_RESULT.has(state['Type'] ?? null);
  return hasResult && (field === 'Output' || field === 'Assign') ? 'result' : undefined;
}

interface Visiting {
  readonly extra: Extra | undefined;
  readonly expressions: Expressions;
  readonly report: Report;
}

function visit(value: Json, path: string, visiting: Visiting): void {
  if (typeof value === 'string') checkText(value, path, visiting);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, `${path}[${String(index)}]`, visiting);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) visit(member, `${path}/${key}`, visiting);
  }
}

function checkText(text: string, path: string, { extra, expressions, report }: Visiting): void {
  if (!isExpression(text)) {
    if (text.startsWith('{%') || text.endsWith('%}')) {
      report(
        'INVALID_JSONATA_EXPRESSION',
        "An expression begins with '{%' and ends with '%}'",
        path,
      );
    }
    return;
  }
  try {
    const { topLevel, statesMembers, callsEval } = expressions.references(text);
    for (const name of topLevel) {
      report('UNSUPPORTED_JSONATA_EXPRESSION', notSupported(`'${name}' at the top level`), path);
    }
    for (const member of ['result', 'errorOutput'] as const) {
      if (member === extra || !statesMembers.includes(member)) continue;
      report(
        'UNSUPPORTED_JSONATA_EXPRESSION',
        notSupported(`'$states.${member}' in this field`),
        path,
      );
    }
    if (callsEval) report('UNSUPPORTED_JSONATA_EXPRESSION', notSupported("'$eval'"), path);
  } catch (error) {
    const { message } = error as { readonly message?: unknown };
    report(
      'INVALID_JSONATA_EXPRESSION',
      typeof message === 'string' ? message : 'Invalid expression',
      path,
    );
  }
}

function notSupported(what: string): string {
  return `Reference to ${what} is not supported.`;
}

// Names of variables, and that no inner scope assigns an outer one's (States Language, "Variable scope"). The item processor of a
// DISTRIBUTED Map is a machine of its own: it sees none from outside, and may use the same names.
import type { Expressions } from '../expression.ts';
import { isExpression } from '../expression.ts';
import { isObject, type Json } from '../json.ts';
import type { Report } from './diagnostic.ts';
import { innerScopes } from './inner-scopes.ts';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const NAME_CHARACTERS_MAX = 80;

export interface VariablesCheck {
  readonly expressions: Expressions;
  readonly report: Report;
  /** Names that the scopes around assign. */
  readonly outer: ReadonlySet<string>;
  /** Of these whatever is outside of a DISTRIBUTED Map. */
  readonly hidden: ReadonlySet<string>;
}

export function checkVariables(
  machine: Record<string, Json>,
  check: Pick<VariablesCheck, 'expressions' | 'report'>,
): void {
  checkScope(machine, '', { ...check, outer: new Set(), hidden: new Set() });
}

function checkScope(scope: Record<string, Json>, path: string, check: VariablesCheck): void {
  const { outer, hidden, report } = check;
  const states = isObject(scope['States']) ? Object.entries(scope['States']) : [];
  const mine = new Set(outer);
  for (const [name, state] of states) {
    for (const { variable, location } of listAssigned(state, `${path}/States/${name}`)) {
      checkName(variable, location, report);
      if (outer.has(variable)) {
        report(
          'SCHEMA_VALIDATION_FAILED',
          `Variable '${variable}' belongs to an outer scope and cannot be assigned here`,
          location,
        );
      }
      mine.add(variable);
    }
  }
  for (const [name, state] of states) {
    const place = `${path}/States/${name}`;
    for (const variable of hidden)
      if (!mine.has(variable)) checkUnread(variable, state, place, check);
    for (const { inner, place: innerPlace } of innerScopes(state, place)) {
      const isApart = isDistributed(inner);
      checkScope(inner, innerPlace, {
        ...check,
        outer: isApart ? new Set() : mine,
        hidden: isApart ? new Set([...hidden, ...mine]) : hidden,
      });
    }
  }
}

function isDistributed({ ProcessorConfig: config }: Record<string, Json>): boolean {
  return isObject(config) && config['Mode'] === 'DISTRIBUTED';
}

/** Fields that hold states of their own. */
const INNER_FIELDS = new Set(['Branches', 'ItemProcessor']);

function checkUnread(variable: string, value: Json, path: string, check: VariablesCheck): void {
  if (typeof value === 'string') {
    if (!isExpression(value) || !reads(check.expressions, value, variable)) return;
    check.report(
      'SCHEMA_VALIDATION_FAILED',
      `Variable '${variable}' belongs to a scope outside of the DISTRIBUTED Map and cannot be read here`,
      path,
    );
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      checkUnread(variable, item, `${path}[${String(index)}]`, check);
    }
  } else if (isObject(value)) {
    for (const [field, member] of Object.entries(value)) {
      if (!INNER_FIELDS.has(field)) checkUnread(variable, member, `${path}/${field}`, check);
    }
  }
}

function reads(expressions: Expressions, expression: string, variable: string): boolean {
  try {
    return expressions.references(expression).variables.includes(variable);
  } catch {
    // What is no expression has been told of already.
    return false;
  }
}

function listAssigned(state: Json, path: string): { variable: string; location: string }[] {
  if (!isObject(state)) return [];
  const own = isObject(state['Assign']) ? Object.keys(state['Assign']) : [];
  const assigned = own.map((variable) => ({ variable, location: `${path}/Assign/${variable}` }));
  for (const field of ['Choices', 'Catch']) {
    const rules = state[field];
    if (!Array.isArray(rules)) continue;
    for (const [index, rule] of rules.entries()) {
      assigned.push(
        ...listAssigned(
          isObject(rule) ? { Assign: rule['Assign'] ?? null } : null,
          `${path}/${field}[${String(index)}]`,
        ),
      );
    }
  }
  return assigned;
}

function checkName(variable: string, location: string, report: Report): void {
  if (variable === 'states') {
    report('SCHEMA_VALIDATION_FAILED', "The variable name 'states' is reserved", location);
  } else if (!NAME.test(variable) || variable.length > NAME_CHARACTERS_MAX) {
    report('SCHEMA_VALIDATION_FAILED', `Invalid variable name: ${variable}`, location);
  }
}

// Which variables each state of a machine refers to (API reference, DescribeStateMachine, variableReferences).
import { innerScopes } from '../asl/check/inner-scopes.ts';
import { isExpression } from '../asl/expression.ts';
import { isObject, type Json } from '../asl/json.ts';

/** Without those that refer to none. */
export function findVariableReferences(definition: Json): Record<string, string[]> {
  const states = listStates(definition);
  const assigned = new Set(states.flatMap(({ state }) => listAssigned(state)));
  const references: Record<string, string[]> = {};
  for (const { name, state } of states) {
    const found = new Set(listExpressions(state).flatMap((expression) => listNames(expression)));
    const variables = [...found].filter((variable) => assigned.has(variable));
    if (variables.length > 0) references[name] = variables;
  }
  return references;
}

interface NamedState {
  readonly name: string;
  /** Without the states inside it, which are in the list themselves. */
  readonly state: Json;
}

function listStates(scope: Json): NamedState[] {
  const states = isObject(scope) && isObject(scope['States']) ? scope['States'] : {};
  return Object.entries(states).flatMap(([name, state]) => {
    const inner = innerScopes(state, '').flatMap((place) => listStates(place.inner));
    if (!isObject(state)) return inner;
    const { Branches: _branches, ItemProcessor: _processor, ...own } = state;
    return [{ name, state: own }, ...inner];
  });
}

function listAssigned(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(listAssigned);
  if (!isObject(value)) return [];
  const { Assign: assign, Choices: choices = null, Catch: catchers = null } = value;
  const own = isObject(assign) ? Object.keys(assign) : [];
  return [...own, ...listAssigned(choices), ...listAssigned(catchers)];
}

function listExpressions(value: Json): string[] {
  if (typeof value === 'string') return isExpression(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((member) => listExpressions(member));
}

/** Names behind a `$`, outside of texts. */
function listNames(expression: string): string[] {
  const code = expression.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/gu, '');
  return [...code.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].map(([, name = '']) => name);
}

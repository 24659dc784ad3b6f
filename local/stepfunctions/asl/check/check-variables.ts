// Names of variables, and that no inner scope assigns an outer one's (States Language, "Variable scope").
import { isObject, type Json } from '../json.ts';
import type { Report } from './diagnostic.ts';
import { innerScopes } from './inner-scopes.ts';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const NAME_CHARACTERS_MAX = 80;

/** @param outer names that the scopes around assign */
export function checkScopeVariables(
  scope: Record<string, Json>,
  path: string,
  outer: ReadonlySet<string>,
  report: Report,
): void {
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
    for (const { inner, place } of innerScopes(state, `${path}/States/${name}`)) {
      checkScopeVariables(inner, place, mine, report);
    }
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

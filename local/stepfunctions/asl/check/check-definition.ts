// Whether a text is a definition that this endpoint runs. Nothing is believed of it before this has passed.
import type { Definition } from '../definition.ts';
import type { Expressions } from '../expression.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { checkFlow } from './check-flow.ts';
import { checkState, type StateCheck } from './check-state.ts';
import type { TaskCheck } from './check-task.ts';
import { checkVariables } from './check-variables.ts';
import type { Diagnostic, Report } from './diagnostic.ts';
import { checkFields, checkTexts, checkValue, machineFields } from './fields.ts';
import { innerScopes } from './inner-scopes.ts';
import { findJsonProblem } from './json-text.ts';
import { checkQueryLanguage, toLanguage } from './query-language.ts';

export interface DefinitionCheck {
  readonly expressions: Expressions;
  readonly tasks: TaskCheck;
}

export interface CheckedDefinition {
  /** Undefined where there is an ERROR. */
  readonly definition: Definition | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkDefinition(text: string, check: DefinitionCheck): CheckedDefinition {
  const { diagnostics, report } = createReport();
  const definition = findDocument(text, report);
  if (definition !== undefined) checkMachine(definition, check, report);
  return {
    diagnostics,
    definition: hasError(diagnostics) ? undefined : (definition as unknown as Definition),
  };
}

function createReport(): { readonly diagnostics: Diagnostic[]; readonly report: Report } {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    report: (code, message, location) => {
      const place = location === undefined || location === '' ? {} : { location };
      diagnostics.push({ severity: 'ERROR', code, message, ...place });
    },
  };
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'ERROR');
}

/** A state by itself, whose targets are nowhere: the definition is a machine of this one state. */
export function checkLoneState(
  text: string,
  name: string,
  check: DefinitionCheck,
): CheckedDefinition {
  const { diagnostics, report } = createReport();
  const state = findDocument(text, report);
  if (state !== undefined) {
    const scope = { StartAt: name, States: { [name]: state } };
    const checking: StateCheck = {
      ...check,
      report,
      // What it says of its language it says for the states inside it too.
      machineLanguage: toLanguage(state['QueryLanguage']),
      names: new Set(),
      labels: new Set(),
    };
    checkStateAndInner(name, state, '', checking);
    checkVariables(scope, checking);
  }
  const definition = { StartAt: name, States: { [name]: state } } as unknown as Definition;
  return { diagnostics, definition: hasError(diagnostics) ? undefined : definition };
}

function findDocument(text: string, report: Report): Record<string, Json> | undefined {
  const problem = findJsonProblem(text);
  if (problem !== undefined) {
    report('INVALID_JSON_DESCRIPTION', problem.message);
    return undefined;
  }
  try {
    const document = parseJson(text);
    if (isObject(document)) return document;
    report('INVALID_JSON_DESCRIPTION', 'The definition must be a JSON object');
  } catch (error) {
    report('INVALID_JSON_DESCRIPTION', (error as Error).message);
  }
  return undefined;
}

function checkMachine(
  definition: Record<string, Json>,
  { expressions, tasks }: DefinitionCheck,
  report: Report,
): void {
  checkFields(machineFields, definition, '', report);
  checkTexts(['Comment', 'Version'], definition, '', report);
  checkQueryLanguage(definition['QueryLanguage'], '', report);
  checkValue('integer', definition['TimeoutSeconds'], '/TimeoutSeconds', report, [1, 99_999_999]);
  const state: StateCheck = {
    expressions,
    tasks,
    report,
    machineLanguage: toLanguage(definition['QueryLanguage']),
    names: new Set(),
    labels: new Set(),
  };
  checkScope(definition, '', state);
  checkVariables(definition, state);
}

function checkScope(scope: Record<string, Json>, path: string, check: StateCheck): void {
  const { States: states } = scope;
  if (!isObject(states)) {
    checkValue('object', states, `${path}/States`, check.report);
    return;
  }
  if (Object.keys(states).length === 0) {
    check.report('SCHEMA_VALIDATION_FAILED', 'Minimum number of states is 1', `${path}/States`);
    return;
  }
  for (const [name, state] of Object.entries(states)) {
    checkStateAndInner(name, state, `${path}/States/${name}`, check);
  }
  checkFlow(scope, states, path, check.report);
}

function checkStateAndInner(name: string, state: Json, path: string, check: StateCheck): void {
  checkState(name, state, path, check);
  for (const { inner, place } of innerScopes(state, path)) checkScope(inner, place, check);
}

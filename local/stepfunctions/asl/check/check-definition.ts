// Whether a text is a definition that this endpoint runs. Nothing is believed of it before this has passed.
import type { Definition } from '../definition.ts';
import type { Expressions } from '../expression.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { checkFlow } from './check-flow.ts';
import { checkState, type StateCheck, type TaskCheck } from './check-state.ts';
import { checkScopeVariables } from './check-variables.ts';
import type { Diagnostic, Report } from './diagnostic.ts';
import { checkFields, checkValue, machineFields } from './fields.ts';
import { innerScopes } from './inner-scopes.ts';

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
  const diagnostics: Diagnostic[] = [];
  const report: Report = (code, message, location) => {
    diagnostics.push({
      severity: 'ERROR',
      code,
      message,
      ...(location === undefined ? {} : { location }),
    });
  };
  const definition = findDocument(text, report);
  if (definition !== undefined) checkMachine(definition, check, report);
  return {
    diagnostics,
    definition: diagnostics.length === 0 ? (definition as unknown as Definition) : undefined,
  };
}

function findDocument(text: string, report: Report): Record<string, Json> | undefined {
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
  checkValue('integer', definition['TimeoutSeconds'], '/TimeoutSeconds', report, [1, 99_999_999]);
  const state: StateCheck = {
    expressions,
    tasks,
    report,
    machineLanguage: definition['QueryLanguage'],
    names: new Set(),
  };
  checkScope(definition, '', state);
  checkScopeVariables(definition, '', new Set(), report);
}

function checkScope(scope: Record<string, Json>, path: string, check: StateCheck): void {
  const { States: states } = scope;
  if (!isObject(states) || Object.keys(states).length === 0) {
    check.report('SCHEMA_VALIDATION_FAILED', 'These fields are required: [States]', path);
    return;
  }
  for (const [name, state] of Object.entries(states)) {
    checkState(name, state, `${path}/States/${name}`, check);
    for (const { inner, place } of innerScopes(state, `${path}/States/${name}`)) {
      checkScope(inner, place, check);
    }
  }
  checkFlow(scope, states, path, check.report);
}

// One state: its type, its fields, their values.
import type { Expressions } from '../expression.ts';
import { isExpression } from '../expression.ts';
import { isObject, type Json } from '../json.ts';
import { findTime } from '../timestamp.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkMap } from './check-map.ts';
import { checkRecovery } from './check-recovery.ts';
import { checkTask, type TaskCheck } from './check-task.ts';
import type { Report } from './diagnostic.ts';
import {
  branchFields,
  checkFields,
  checkList,
  checkRule,
  checkTexts,
  checkValue,
  checkValueOrExpression,
  ruleFields,
  stateFields,
} from './fields.ts';
import { checkStateLanguage, type Language } from './query-language.ts';

export interface StateCheck {
  readonly expressions: Expressions;
  readonly tasks: TaskCheck;
  readonly report: Report;
  /** What the machine says of its query language. */
  readonly machineLanguage: Language | undefined;
  /** Names of states that were seen: they are unique in the whole machine. */
  readonly names: Set<string>;
  /** The same of the labels of Map states. */
  readonly labels: Set<string>;
}

const NAME_CHARACTERS_MAX = 80;
const WAIT_SECONDS: readonly [number, number] = [0, 99_999_999];

export function checkState(name: string, state: Json, path: string, check: StateCheck): void {
  const { report } = check;
  if (name.length > NAME_CHARACTERS_MAX) {
    report(
      'SCHEMA_VALIDATION_FAILED',
      `State name exceeds maximum length of ${String(NAME_CHARACTERS_MAX)}`,
      path,
    );
  }
  if (check.names.has(name)) report('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, path);
  check.names.add(name);
  if (!isObject(state)) {
    report('SCHEMA_VALIDATION_FAILED', 'Expected value of type Object', path);
    return;
  }
  const type = typeof state['Type'] === 'string' ? state['Type'] : '';
  const fields = Object.hasOwn(stateFields, type) ? stateFields[type] : undefined;
  if (fields === undefined) {
    const types = Object.keys(stateFields).join(', ');
    const message =
      'Type' in state
        ? `Value is not one of the supported values: [${types}]`
        : 'These fields are required: [Type]';
    report('SCHEMA_VALIDATION_FAILED', message, 'Type' in state ? `${path}/Type` : path);
    return;
  }
  const languages = { state: state['QueryLanguage'], machine: check.machineLanguage };
  if (!checkStateLanguage(name, languages, path, report)) return;
  checkFields(fields, state, path, report);
  checkFlowFields(state, fields.optional.includes('Next'), path, report);
  typeChecks[type]?.(state, path, check);
  checkRecovery(state, path, report);
  checkExpressions(state, path, check.expressions, report);
}

function checkFlowFields(
  state: Record<string, Json>,
  hasFlow: boolean,
  path: string,
  report: Report,
): void {
  checkValue('boolean', state['End'], `${path}/End`, report);
  checkTexts(['Next', 'Default', 'Comment'], state, path, report);
  checkValue('object', state['Assign'], `${path}/Assign`, report);
  if (!hasFlow) return;
  if ('Next' in state && state['End'] === true) {
    report('SCHEMA_VALIDATION_FAILED', onlyOne(['Next', 'End']), path);
  } else if (!('Next' in state) && state['End'] !== true) {
    report('SCHEMA_VALIDATION_FAILED', 'One of these fields is required: [Next, End]', path);
  }
}

function onlyOne(names: readonly string[]): string {
  return `There should only be one of the following fields: [${names.join(', ')}]`;
}

type CheckType = (state: Record<string, Json>, path: string, check: StateCheck) => void;

/** What a type demands beyond its fields; the others demand nothing more. */
const typeChecks: Readonly<Record<string, CheckType>> = {
  Task: (state, path, { tasks, report }) => checkTask(state, path, tasks, report),
  Choice: checkChoice,
  Wait: checkWait,
  Fail: checkFail,
  Parallel: checkParallel,
  Map: checkMap,
};

function checkChoice(state: Record<string, Json>, path: string, { report }: StateCheck): void {
  const rules = checkList(state['Choices'], `${path}/Choices`, report);
  if (Array.isArray(state['Choices']) && state['Choices'].length === 0) {
    report('SCHEMA_VALIDATION_FAILED', 'Minimum number of items is 1', `${path}/Choices`);
  }
  for (const { item, place } of rules) {
    checkFields(ruleFields, item, place, report);
    checkValueOrExpression('boolean', item['Condition'], `${place}/Condition`, report);
    checkRule(item, place, report);
  }
}

function checkWait(state: Record<string, Json>, path: string, { report }: StateCheck): void {
  const { Seconds: seconds, Timestamp: timestamp } = state;
  const given = ['Seconds', 'Timestamp'].filter((name) => name in state);
  if (given.length > 1) report('SCHEMA_VALIDATION_FAILED', onlyOne(['Seconds', 'Timestamp']), path);
  if (given.length === 0) {
    report(
      'SCHEMA_VALIDATION_FAILED',
      'One of these fields is required: [Seconds, Timestamp]',
      path,
    );
  }
  checkValueOrExpression('integer', seconds, `${path}/Seconds`, report, WAIT_SECONDS);
  checkValue('string', timestamp, `${path}/Timestamp`, report);
  if (
    typeof timestamp === 'string' &&
    !isExpression(timestamp) &&
    findTime(timestamp) === undefined
  ) {
    report(
      'SCHEMA_VALIDATION_FAILED',
      'Invalid Timestamp value: expected an ISO-8601 extended offset date-time format string',
      `${path}/Timestamp`,
    );
  }
}

function checkFail(state: Record<string, Json>, path: string, { report }: StateCheck): void {
  checkTexts(['Error', 'Cause'], state, path, report);
}

function checkParallel(state: Record<string, Json>, path: string, { report }: StateCheck): void {
  for (const { item, place } of checkList(state['Branches'], `${path}/Branches`, report)) {
    checkFields(branchFields, item, place, report);
  }
}

// Retry and Catch: the fields of each rule, and States.ALL alone and last.
import type { Json } from '../json.ts';
import type { Report } from './diagnostic.ts';
import {
  catcherFields,
  checkFields,
  checkList,
  checkRule,
  checkTexts,
  checkValue,
  retrierFields,
} from './fields.ts';

const SECONDS_MAX = 99_999_999;
/** AWS documentation, MaxDelaySeconds: 366 days. */
const DELAY_SECONDS_MAX = 31_622_400;

export function checkRecovery(state: Record<string, Json>, path: string, report: Report): void {
  const retriers = checkList(state['Retry'], `${path}/Retry`, report);
  for (const { item, place } of retriers) checkRetrier(item, place, report);
  checkErrorNames(retriers, report);
  const catchers = checkList(state['Catch'], `${path}/Catch`, report);
  for (const { item, place } of catchers) {
    checkFields(catcherFields, item, place, report);
    checkRule(item, place, report);
  }
  checkErrorNames(catchers, report);
}

function checkRetrier(retrier: Record<string, Json>, place: string, report: Report): void {
  checkFields(retrierFields, retrier, place, report);
  checkTexts(['Comment'], retrier, place, report);
  const integer = (name: string, min: number, max: number): boolean =>
    checkValue('integer', retrier[name], `${place}/${name}`, report, [min, max]);
  integer('IntervalSeconds', 1, SECONDS_MAX);
  integer('MaxAttempts', 0, SECONDS_MAX);
  integer('MaxDelaySeconds', 1, DELAY_SECONDS_MAX);
  checkValue('number', retrier['BackoffRate'], `${place}/BackoffRate`, report, [1, Infinity]);
  const { IntervalSeconds: interval = 1, MaxDelaySeconds: delay } = retrier;
  if (typeof interval === 'number' && typeof delay === 'number' && delay <= interval) {
    report(
      'SCHEMA_VALIDATION_FAILED',
      "'MaxDelaySeconds' must be greater than 'IntervalSeconds'",
      `${place}/MaxDelaySeconds`,
    );
  }
  const jitter = retrier['JitterStrategy'];
  if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE') {
    report(
      'SCHEMA_VALIDATION_FAILED',
      'Value is not one of the supported values: [FULL, NONE]',
      `${place}/JitterStrategy`,
    );
  }
}

function checkErrorNames(
  rules: readonly { readonly item: Record<string, Json>; readonly place: string }[],
  report: Report,
): void {
  for (const [index, { item, place }] of rules.entries()) {
    const names = item['ErrorEquals'];
    const where = `${place}/ErrorEquals`;
    if (names === undefined || !checkValue('array', names, where, report)) continue;
    const list = names as Json[];
    if (list.length === 0)
      report('SCHEMA_VALIDATION_FAILED', 'Minimum number of items is 1', where);
    if (!list.every((name) => typeof name === 'string')) {
      report('SCHEMA_VALIDATION_FAILED', 'Expected value of type String', where);
    }
    for (const name of list) {
      if (typeof name !== 'string' || isErrorName(name)) continue;
      report(
        'SCHEMA_VALIDATION_FAILED',
        `The error name '${name}' is reserved, and there is no such error`,
        where,
      );
    }
    if (!list.includes('States.ALL')) continue;
    if (list.length > 1) {
      report('SCHEMA_VALIDATION_FAILED', "'States.ALL' must appear alone in 'ErrorEquals'", where);
    }
    if (index < rules.length - 1) {
      report('SCHEMA_VALIDATION_FAILED', "'States.ALL' must be in the last rule", where);
    }
  }
}

/** States Language, "Predefined errors", and those of AWS's documentation; no other name may begin like them. */
const PREDEFINED = new Set([
  'ALL',
  'BranchFailed',
  'DataLimitExceeded',
  'ExceedToleratedFailureThreshold',
  'HeartbeatTimeout',
  'IntrinsicFailure',
  'ItemReaderFailed',
  'NoChoiceMatched',
  'ParameterPathFailure',
  'Permissions',
  'QueryEvaluationError',
  'ResultPathMatchFailure',
  'ResultWriterFailed',
  'Runtime',
  'TaskFailed',
  'Timeout',
]);

function isErrorName(name: string): boolean {
  if (!name.startsWith('States.')) return true;
  const rest = name.slice('States.'.length);
  return PREDEFINED.has(rest) || rest.startsWith('Http.');
}

// Which fields a machine, a state, a rule may have, as data; and the words for what they have instead.
import { isExpression } from '../expression.ts';
import { isObject, type Json, typeOf } from '../json.ts';
import type { Report } from './diagnostic.ts';

export interface Fields {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export const machineFields: Fields = {
  required: ['StartAt', 'States'],
  optional: ['Comment', 'QueryLanguage', 'Version', 'TimeoutSeconds'],
};

const common = ['Comment', 'QueryLanguage', 'Output', 'Assign'];
const flow = ['Next', 'End'];
const recovery = ['Retry', 'Catch'];

/** By Type. */
export const stateFields: Readonly<Record<string, Fields>> = {
  Pass: { required: ['Type'], optional: [...common, ...flow] },
  Task: {
    required: ['Type', 'Resource'],
    optional: [
      ...common,
      ...flow,
      ...recovery,
      'Arguments',
      'Credentials',
      'TimeoutSeconds',
      'HeartbeatSeconds',
    ],
  },
  Choice: { required: ['Type', 'Choices'], optional: [...common, 'Default'] },
  Wait: { required: ['Type'], optional: [...common, ...flow, 'Seconds', 'Timestamp'] },
  Succeed: { required: ['Type'], optional: ['Comment', 'QueryLanguage', 'Output'] },
  Fail: { required: ['Type'], optional: ['Comment', 'QueryLanguage', 'Error', 'Cause'] },
  Parallel: {
    required: ['Type', 'Branches'],
    optional: [...common, ...flow, ...recovery, 'Arguments'],
  },
  Map: {
    required: ['Type', 'ItemProcessor'],
    optional: [
      ...common,
      ...flow,
      ...recovery,
      'Items',
      'ItemSelector',
      'ItemReader',
      'ItemBatcher',
      'ResultWriter',
      'Label',
      'MaxConcurrency',
      'ToleratedFailureCount',
      'ToleratedFailurePercentage',
    ],
  },
};

export const branchFields: Fields = { required: ['StartAt', 'States'], optional: ['Comment'] };
export const processorFields: Fields = {
  required: ['StartAt', 'States'],
  optional: ['Comment', 'ProcessorConfig'],
};
export const ruleFields: Fields = {
  required: ['Condition', 'Next'],
  optional: ['Output', 'Assign', 'Comment'],
};
export const catcherFields: Fields = {
  required: ['ErrorEquals', 'Next'],
  optional: ['Output', 'Assign', 'Comment'],
};
export const retrierFields: Fields = {
  required: ['ErrorEquals'],
  optional: [
    'Comment',
    'IntervalSeconds',
    'MaxAttempts',
    'BackoffRate',
    'MaxDelaySeconds',
    'JitterStrategy',
  ],
};

/** States Language: what only JSONPath has. Comparisons of Choice rules are told by their form. */
const JSONPATH_ONLY =
  /^(InputPath|OutputPath|ResultPath|Parameters|ResultSelector|Result|\w+Path|Variable|And|Or|Not|Is\w+|(String|Numeric|Boolean|Timestamp)\w+)$/;

export function checkFields(
  { required, optional }: Fields,
  object: Record<string, Json>,
  path: string,
  report: Report,
): void {
  const missing = required.filter((name) => !(name in object));
  if (missing.length > 0) {
    report('SCHEMA_VALIDATION_FAILED', `These fields are required: [${missing.join(', ')}]`, path);
  }
  for (const name of Object.keys(object)) {
    if (required.includes(name) || optional.includes(name)) continue;
    report('SCHEMA_VALIDATION_FAILED', refusal(name), path);
  }
}

function refusal(name: string): string {
  return JSONPATH_ONLY.test(name)
    ? `The QueryLanguage is set to 'JSONata', but field '${name}' is only supported for the 'JSONPath' QueryLanguage`
    : `Field '${name}' is not supported`;
}

export type ValueType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

/** A literal of the type, within the range; undefined passes. */
export function checkValue(
  type: ValueType,
  value: Json | undefined,
  path: string,
  report: Report,
  [min, max]: readonly [number, number] = [-Infinity, Infinity],
): boolean {
  if (value === undefined) return true;
  if (type === 'integer' ? !Number.isInteger(value) : typeOf(value) !== type) {
    report('SCHEMA_VALIDATION_FAILED', `Expected value of type ${toTypeName(type)}`, path);
    return false;
  }
  if (typeof value !== 'number') return true;
  if (value < min) report('SCHEMA_VALIDATION_FAILED', `Minimum value is ${String(min)}`, path);
  if (value > max) report('SCHEMA_VALIDATION_FAILED', `Maximum value is ${String(max)}`, path);
  return value >= min && value <= max;
}

/** Members that are texts where they are there. */
export function checkTexts(
  names: readonly string[],
  object: Record<string, Json>,
  path: string,
  report: Report,
): void {
  for (const name of names) checkValue('string', object[name], `${path}/${name}`, report);
}

/** What the rules of a Choice and of a Catch have in common. */
export function checkRule(rule: Record<string, Json>, place: string, report: Report): void {
  checkTexts(['Next', 'Comment'], rule, place, report);
  checkValue('object', rule['Assign'], `${place}/Assign`, report);
}

/** The same, where an expression may stand in its place. */
export function checkValueOrExpression(
  type: ValueType,
  value: Json | undefined,
  path: string,
  report: Report,
  range?: readonly [number, number],
): void {
  if (!isExpression(value)) checkValue(type, value, path, report, range);
}

function toTypeName(type: ValueType): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}

/** The items of a list of objects, or none where it is something else, which is reported. */
export function checkList(
  value: Json | undefined,
  path: string,
  report: Report,
): readonly { item: Record<string, Json>; place: string }[] {
  if (value === undefined || !checkValue('array', value, path, report)) return [];
  return (value as Json[]).flatMap((item, index) => {
    const place = `${path}[${String(index)}]`;
    if (isObject(item)) return [{ item, place }];
    report('SCHEMA_VALIDATION_FAILED', 'Expected value of type Object', place);
    return [];
  });
}

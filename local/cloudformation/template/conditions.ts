// The Conditions section: true or false by name, each computed once (User Guide, "Condition functions").
import { templateError, templateFormatError } from '../errors.ts';
import { resolveValue, type Scope } from './resolve.ts';
import {
  isList,
  isRecord,
  isText,
  toCanonicalJson,
  type Value,
  type ValueRecord,
} from './value.ts';

/** @param scope what names mean while nothing has been made: parameters, pseudo parameters and mappings */
export function evaluateConditions(
  conditions: ValueRecord,
  scope: Scope,
): Readonly<Record<string, boolean>> {
  const known: Record<string, boolean> = {};
  const open = new Set<string>();

  const find = (name: string): boolean => {
    const before = known[name];
    if (before !== undefined) return before;
    const condition = conditions[name];
    if (condition === undefined) {
      throw templateFormatError(
        `Unresolved condition dependency ${name} in the Conditions block of the template`,
      );
    }
    if (open.has(name)) {
      throw templateFormatError(`Found circular condition dependency with condition ${name}`);
    }
    open.add(name);
    const result = evaluate(condition, find, { ...scope, condition: find });
    known[name] = result;
    return result;
  };

  for (const name of Object.keys(conditions)) find(name);
  return known;
}

function evaluate(value: Value, find: (name: string) => boolean, scope: Scope): boolean {
  const [entry] = isRecord(value) ? Object.entries(value) : [];
  if (entry === undefined) {
    throw templateFormatError('Every Conditions member must be a condition function.');
  }
  const [name, argument] = entry;
  const items = isList(argument) ? argument : [];
  const sub = (item: Value): boolean => evaluate(item, find, scope);
  switch (name) {
    case 'Condition':
      if (!isText(argument))
        throw templateError('every Condition object must have a String value.');
      return find(argument);
    case 'Fn::Equals': {
      if (items.length !== 2) {
        throw templateError('every Fn::Equals object requires a list of 2 string parameters.');
      }
      const [one, other] = items.map((item) => toComparable(resolveValue(item, scope)));
      return one === other;
    }
    case 'Fn::Not':
      if (items.length !== 1) {
        throw templateError('every Fn::Not object requires a list of one boolean parameter.');
      }
      return !items.every(sub);
    case 'Fn::And':
      checkCount(name, items);
      return items.every(sub);
    case 'Fn::Or':
      checkCount(name, items);
      return items.some(sub);
    default:
      throw templateFormatError(
        `Conditions can only be boolean operations on parameters and other conditions; found ${name}`,
      );
  }
}

/** 1 and "1" are equal: parameters are text, and a template may write numbers. */
function toComparable(value: Value | undefined): string {
  return typeof value === 'number' || typeof value === 'boolean'
    ? JSON.stringify(String(value))
    : toCanonicalJson(value);
}

function checkCount(name: string, items: readonly Value[]): void {
  if (items.length >= 2 && items.length <= 10) return;
  throw templateError(
    `every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
  );
}

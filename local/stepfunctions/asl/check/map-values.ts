// Values that the fields of a DISTRIBUTED Map have in common.
import { isExpression } from '../expression.ts';
import type { Json } from '../json.ts';
import type { Report } from './diagnostic.ts';
import { checkFields, checkValue, checkValueOrExpression } from './fields.ts';

/** @returns false where it is something else, which is reported; undefined passes */
export function checkOneOf(
  values: readonly string[],
  value: Json | undefined,
  path: string,
  report: Report,
): boolean {
  if (value === undefined || (typeof value === 'string' && values.includes(value))) return true;
  report(
    'SCHEMA_VALIDATION_FAILED',
    `Value is not one of the supported values: [${values.join(', ')}]`,
    path,
  );
  return false;
}

/** Names of buckets and objects: texts or expressions. */
export function checkObjectArguments(
  required: readonly string[],
  optional: readonly string[],
  given: Json | undefined,
  { path, report }: { readonly path: string; readonly report: Report },
): void {
  const place = `${path}/Arguments`;
  if (given === undefined || isExpression(given)) return;
  if (!checkValue('object', given, place, report)) return;
  const fields = given as Record<string, Json>;
  checkFields({ required, optional }, fields, place, report);
  for (const name of [...required, ...optional]) {
    checkValueOrExpression('string', fields[name], `${place}/${name}`, report);
  }
}

// Arguments, Output and Assign are JSON in which every string between `{%` and `%}` is an expression.
import { type Expressions, isExpression, type Scope } from './expression.ts';
import { isObject, type Json, type JsonObject, setMember, typeOf } from './json.ts';
import { returnedWrongType, StatesError } from './states-error.ts';

/** @param field the template's place in the state, such as `Output`; members are named `Output/a`, items `Output[0]` */
export async function evaluateTemplate(
  expressions: Expressions,
  template: Json,
  field: string,
  scope: Scope,
): Promise<Json> {
  if (typeof template === 'string') {
    return isExpression(template) ? await expressions.evaluate(template, field, scope) : template;
  }
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) {
      items.push(await evaluateTemplate(expressions, item, `${field}[${String(index)}]`, scope));
    }
    return items;
  }
  if (!isObject(template)) return template;
  const evaluated: JsonObject = {};
  for (const [key, member] of Object.entries(template)) {
    setMember(
      evaluated,
      key,
      await evaluateTemplate(expressions, member, `${field}/${key}`, scope),
    );
  }
  return evaluated;
}

export type FieldType = 'string' | 'boolean' | 'array' | 'integer';

interface FieldTypes {
  readonly string: string;
  readonly boolean: boolean;
  readonly array: Json[];
  readonly integer: number;
}

/**
 * A field that is either a literal or one expression, and has one type.
 * @throws StatesError States.QueryEvaluationError
 */
export async function evaluateField<Type extends FieldType>(
  expressions: Expressions,
  { value, field, type }: { readonly value: Json; readonly field: string; readonly type: Type },
  scope: Scope,
): Promise<FieldTypes[Type]> {
  const result = await evaluateTemplate(expressions, value, field, scope);
  if (!isOfType(result, type)) {
    const expression =
      typeof value === 'string' ? value.slice(2, -2).trim() : JSON.stringify(value);
    expressions.tellFailure({ expression, field }, scope);
    throw returnedWrongType({ expression, field }, type === 'integer' ? 'number' : type, result);
  }
  return result as FieldTypes[Type];
}

function isOfType(value: Json, type: FieldType): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

/** @throws StatesError where a number is not within AWS's bounds for the field */
export function checkRange(
  value: number,
  { field, min, max }: { readonly field: string; readonly min: number; readonly max: number },
): void {
  if (value >= min && value <= max) return;
  throw new StatesError(
    'States.QueryEvaluationError',
    `The value ${String(value)} of the field '${field}' is not between ${String(min)} and ${String(max)}`,
    { location: field },
  );
}

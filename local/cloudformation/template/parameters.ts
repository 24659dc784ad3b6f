// Parameters: their declarations, the values that a call gives, and what the template gets to see
// (User Guide, "Parameters section structure").
import { templateFormatError, validationError } from '../errors.ts';
import { isList, isRecord, isText, type Value, type ValueRecord } from './value.ts';

export interface GivenParameter {
  readonly ParameterKey?: string | undefined;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
}

export interface ParameterDeclaration {
  readonly type: string;
  readonly defaultValue?: string;
  readonly noEcho: boolean;
  readonly description?: string;
  readonly constraintDescription?: string;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
}

/** Types whose values the endpoint can check; those of EC2 and the like name things that it does not have. */
const TYPES = ['String', 'Number', 'List<Number>', 'List<String>', 'CommaDelimitedList'];

export function parseDeclarations(
  parameters: ValueRecord,
): Readonly<Record<string, ParameterDeclaration>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, parseDeclaration(name, value)]),
  );
}

function parseDeclaration(name: string, value: Value): ParameterDeclaration {
  if (!isRecord(value) || !isText(value['Type'])) {
    throw templateFormatError(
      `[/Parameters/${name}] Every Parameters object must contain a Type member.`,
    );
  }
  if (!TYPES.includes(value['Type'])) {
    throw templateFormatError(`Unrecognized parameter type: ${value['Type']}`);
  }
  const allowed = value['AllowedValues'];
  const text = (member: string): string | undefined => toScalarText(value[member]);
  const number = (member: string): number | undefined => {
    const found = text(member);
    return found === undefined ? undefined : Number(found);
  };
  return withoutUndefined({
    type: value['Type'],
    defaultValue: text('Default'),
    noEcho: text('NoEcho') === 'true',
    description: text('Description'),
    constraintDescription: text('ConstraintDescription'),
    allowedValues: isList(allowed) ? allowed.map((item) => toScalarText(item) ?? '') : undefined,
    allowedPattern: text('AllowedPattern'),
    minLength: number('MinLength'),
    maxLength: number('MaxLength'),
    minValue: number('MinValue'),
    maxValue: number('MaxValue'),
  });
}

type Defined<Members> = { [Name in keyof Members]: Exclude<Members[Name], undefined> };

function withoutUndefined<Members extends object>(members: Members): Defined<Members> {
  const entries = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as Defined<Members>;
}

function toScalarText(value: Value | undefined): string | undefined {
  if (isText(value)) return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/**
 * The text of every declared parameter.
 * @param previous the values of the stack as it stands, for UsePreviousValue
 * @throws ServiceError ValidationError for a value that is missing, unknown or against its constraints
 */
export function resolveParameters(
  declarations: Readonly<Record<string, ParameterDeclaration>>,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const byName = new Map(given.map((parameter) => [parameter.ParameterKey ?? '', parameter]));
  const strangers = [...byName.keys()].filter((name) => !(name in declarations));
  if (strangers.length > 0) {
    throw validationError(`Parameters: [${strangers.join(', ')}] do not exist in the template`);
  }
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, declaration] of Object.entries(declarations)) {
    const parameter = byName.get(name);
    const value =
      parameter?.UsePreviousValue === true
        ? previous[name]
        : (parameter?.ParameterValue ?? declaration.defaultValue);
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  if (missing.length > 0)
    throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, value] of Object.entries(values)) {
    const declaration = declarations[name];
    if (declaration !== undefined) checkValue(name, value, declaration);
  }
  return values;
}

function checkValue(name: string, value: string, declaration: ParameterDeclaration): void {
  const refuse = (rule: string): never => {
    throw validationError(
      declaration.constraintDescription === undefined
        ? `Parameter '${name}' must ${rule}`
        : `Parameter ${name} failed to satisfy constraint: ${declaration.constraintDescription}`,
    );
  };
  const isListType = declaration.type !== 'String' && declaration.type !== 'Number';
  const items = isListType ? toItems(value) : [value];
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = declaration;
  if (allowedValues !== undefined && !items.every((item) => allowedValues.includes(item))) {
    refuse('be one of AllowedValues');
  }
  if (declaration.type.includes('Number')) {
    for (const item of items) {
      if (item.trim() === '' || Number.isNaN(Number(item))) refuse('be a number');
      if (minValue !== undefined && Number(item) < minValue) {
        refuse(`be a number not less than ${String(minValue)}`);
      }
      if (maxValue !== undefined && Number(item) > maxValue) {
        refuse(`be a number not greater than ${String(maxValue)}`);
      }
    }
  }
  if (minLength !== undefined && value.length < minLength) {
    refuse(`contain at least ${String(minLength)} characters`);
  }
  if (maxLength !== undefined && value.length > maxLength) {
    refuse(`contain at most ${String(maxLength)} characters`);
  }
  if (allowedPattern !== undefined && !new RegExp(`^(?:${allowedPattern})$`).test(value)) {
    refuse(`match pattern ${allowedPattern}`);
  }
}

/** What Ref of the parameter gives: text, or the items of a list. */
export function toParameterValue(declaration: ParameterDeclaration, value: string): Value {
  return declaration.type === 'String' || declaration.type === 'Number' ? value : toItems(value);
}

function toItems(value: string): readonly string[] {
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}

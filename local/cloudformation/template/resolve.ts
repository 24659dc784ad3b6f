// The intrinsic functions, computed (User Guide, "Intrinsic function reference"). What names stand for is the scope's.
import { templateError } from '../errors.ts';
import { parseGetAtt, parseSub, SUB_VARIABLE, toReference } from './references.ts';
import { isList, isRecord, isText, type Value, type ValueRecord } from './value.ts';

/** What names mean where a value is computed. */
export interface Scope {
  /** Parameter, pseudo parameter or resource; undefined is AWS::NoValue. */
  readonly ref: (name: string) => Value | undefined;
  readonly getAtt: (logicalId: string, attribute: string) => Value;
  readonly findInMap: (map: string, first: string, second: string) => Value | undefined;
  readonly condition: (name: string) => boolean;
  readonly importValue: (name: string) => Value;
}

type Compute = (argument: Value, scope: Scope) => Value | undefined;

/** The value with its functions computed; undefined where it is AWS::NoValue, which members and items then lack. */
export function resolveValue(value: Value, scope: Scope): Value | undefined {
  if (isList(value)) return resolveItems(value, scope);
  if (!isRecord(value)) return value;
  const names = Object.keys(value);
  const [name] = names;
  if (names.length === 1 && name !== undefined) {
    const compute = functions[name];
    if (compute !== undefined) return compute(value[name] ?? null, scope);
    if (name.startsWith('Fn::')) throw unsupportedFunction(name);
  }
  return resolveMembers(value, scope);
}

/** As resolveValue, where nothing at all is no answer. */
export function resolveRequired(value: Value, scope: Scope, where: string): Value {
  const resolved = resolveValue(value, scope);
  if (resolved === undefined) throw templateError(`AWS::NoValue is not allowed in ${where}`);
  return resolved;
}

export function resolveMembers(record: ValueRecord, scope: Scope): ValueRecord {
  const resolved: Record<string, Value> = {};
  for (const [name, member] of Object.entries(record)) {
    const value = resolveValue(member, scope);
    if (value !== undefined) resolved[name] = value;
  }
  return resolved;
}

function resolveItems(items: readonly Value[], scope: Scope): readonly Value[] {
  return items.map((item) => resolveValue(item, scope)).filter((item) => item !== undefined);
}

const functions: Readonly<Record<string, Compute>> = {
  Ref: (argument, scope) => {
    if (!isText(argument)) throw templateError('every Ref object must have a single String value.');
    return scope.ref(argument);
  },
  'Fn::GetAtt': (argument, scope) => {
    // The attribute may itself be a Ref (User Guide: "For the Fn::GetAtt attribute name, you can use the Ref function").
    const path = isList(argument) ? resolveItems(argument, scope) : argument;
    const { name, attribute } = parseGetAtt(path);
    return scope.getAtt(name, attribute);
  },
  'Fn::Sub': (argument, scope) => {
    const { text, variables } = parseSub(argument);
    const given = resolveMembers(variables, scope);
    return text
      .replaceAll(SUB_VARIABLE, (_whole, inner: string) => {
        const { name, attribute } = toReference(inner.trim());
        const value =
          given[inner.trim()] ??
          (attribute === undefined ? scope.ref(name) : scope.getAtt(name, attribute));
        return toText(
          value,
          `variable ${inner} in Fn::Sub expression does not resolve to a string`,
        );
      })
      .replaceAll('${!', '${');
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, items] = isList(argument) ? argument : [];
    const resolved = items === undefined ? undefined : resolveValue(items, scope);
    if (!isText(delimiter) || !isList(resolved)) {
      throw templateError(
        'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
      );
    }
    const message = 'every value of the context object of every Fn::Join object must be a string.';
    return resolved.map((item) => toText(item, message)).join(delimiter);
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = isList(argument) ? argument : [];
    const list = items === undefined ? undefined : resolveValue(items, scope);
    const place = Number(index === undefined ? Number.NaN : resolveValue(index, scope));
    if (!isList(list) || !Number.isInteger(place)) {
      throw templateError(
        'Fn::Select requires a list argument with two elements: an integer index and a list',
      );
    }
    const found = list[place] ?? list.find(isUnknown);
    if (found === undefined) {
      throw templateError(`Fn::Select cannot select nonexistent value at index ${String(place)}`);
    }
    return found;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = isList(argument) ? argument : [];
    const text = source === undefined ? undefined : resolveValue(source, scope);
    if (!isText(delimiter) || delimiter === '' || !isText(text)) {
      throw templateError(
        'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
      );
    }
    return text.split(delimiter);
  },
  'Fn::Base64': (argument, scope) => {
    const text = toText(
      resolveValue(argument, scope),
      'every Fn::Base64 object must have a String-typed value.',
    );
    return Buffer.from(text).toString('base64');
  },
  'Fn::FindInMap': (argument, scope) => {
    const path = isList(argument) ? resolveItems(argument, scope) : [];
    const [map, first, second] = path.map((part) =>
      toText(part, 'Fn::FindInMap object requires three parameters'),
    );
    if (map === undefined || first === undefined || second === undefined || path.length !== 3) {
      throw templateError(
        'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
      );
    }
    const found = scope.findInMap(map, first, second);
    if (found === undefined) {
      throw templateError(`Unable to get mapping for ${map}::${first}::${second}`);
    }
    return found;
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = isList(argument) ? argument : [];
    if (!isText(condition) || whenTrue === undefined || whenFalse === undefined) {
      throw templateError('Fn::If requires a list argument with three elements');
    }
    return resolveValue(scope.condition(condition) ? whenTrue : whenFalse, scope);
  },
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(
      toText(resolveValue(argument, scope), 'the attribute in Fn::ImportValue must be a string'),
    ),
};

function unsupportedFunction(name: string): Error {
  const supported = Object.keys(functions).join(', ');
  return templateError(
    `Encountered unsupported function: ${name} Supported functions are: [${supported}]`,
  );
}

/** A place in a planned value that will be known when the resource has been made. */
export function unknownValue(logicalId: string, attribute: string): string {
  return `\u0000${logicalId}.${attribute}\u0000`;
}

function isUnknown(value: Value): boolean {
  return isText(value) && value.includes('\u0000');
}

function toText(value: Value | undefined, message: string): string {
  if (isText(value)) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw templateError(message);
}

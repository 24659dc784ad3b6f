// Which names a value mentions: by Ref, Fn::GetAtt and the ${…} of Fn::Sub.
import { templateError } from '../errors.ts';
import { isList, isRecord, isText, type Value } from './value.ts';

export interface Reference {
  readonly name: string;
  /** Where an attribute is meant and not the resource's Ref. */
  readonly attribute?: string;
}

export function findReferences(value: Value): readonly Reference[] {
  if (isList(value)) return value.flatMap(findReferences);
  if (!isRecord(value)) return [];
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) {
    return entries.flatMap(([, member]) => findReferences(member));
  }
  const [name, argument] = only;
  if (name === 'Ref' && isText(argument)) return [{ name: argument }];
  if (name === 'Fn::GetAtt') return [parseGetAtt(argument), ...findReferences(argument)];
  if (name === 'Fn::Sub') return findSubReferences(argument);
  return findReferences(argument);
}

/** Both forms: ["Logical", "Attribute.Path"] and "Logical.Attribute.Path". */
export function parseGetAtt(argument: Value): { name: string; attribute: string } {
  const [name, attribute] = isText(argument)
    ? splitOnce(argument)
    : isList(argument)
      ? argument
      : [];
  if (!isText(name) || !isText(attribute)) {
    throw templateError(
      'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  }
  return { name, attribute };
}

export interface SubText {
  readonly text: string;
  readonly variables: Readonly<Record<string, Value>>;
}

export function parseSub(argument: Value): SubText {
  if (isText(argument)) return { text: argument, variables: {} };
  const [text, variables] = isList(argument) ? argument : [];
  if (!isList(argument) || argument.length !== 2 || !isText(text) || !isRecord(variables)) {
    throw templateError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  return { text, variables };
}

/** `${!Literal}` is not meant and keeps its place. */
export const SUB_VARIABLE = /\$\{([^!{}][^{}]*)\}/g;

function findSubReferences(argument: Value): readonly Reference[] {
  const { text, variables } = parseSub(argument);
  const inText = [...text.matchAll(SUB_VARIABLE)].map(([, inner = '']) => inner.trim());
  return [
    ...inText.filter((inner) => !(inner in variables)).map(toReference),
    ...Object.values(variables).flatMap(findReferences),
  ];
}

/** `Name` or `Name.Attribute`; checked here, where every ${…} of a template passes. */
export function toReference(inner: string): Reference {
  if (!/^[A-Za-z0-9_.:]+$/.test(inner)) {
    throw templateError(
      'variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    );
  }
  const [name, attribute] = splitOnce(inner);
  return attribute === undefined ? { name } : { name, attribute };
}

function splitOnce(text: string): [string, string?] {
  const dot = text.indexOf('.');
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

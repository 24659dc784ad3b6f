// YAML with CloudFormation's short tags: `!Sub x` is {"Fn::Sub": "x"}, `!Ref x` and `!Condition x` have no prefix,
// `!GetAtt a.b` is ["a", "b"] (User Guide, "CloudFormation template formats": aliases and merges are not supported).
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLError,
} from 'yaml';
import { templateFormatError } from '../errors.ts';
import { isText, type Value } from './value.ts';

const SHORT_TAGS = new Set(
  'Base64 Cidr FindInMap GetAtt GetAZs ImportValue Join Select Split Sub Transform Ref Condition And Equals If Not Or'.split(
    ' ',
  ),
);

export function parseYaml(text: string): Value {
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) throw notWellFormed(error);
  return toValue(document.contents);
}

function notWellFormed(error: YAMLError): Error {
  const [start] = error.linePos ?? [{ line: 1, col: 1 }];
  return templateFormatError(
    `YAML not well-formed. (line ${String(start.line)}, column ${String(start.col)})`,
  );
}

function toValue(node: unknown): Value {
  if (isAlias(node))
    throw templateFormatError('YAML aliases are not allowed in CloudFormation templates');
  if (isScalar(node)) return toTagged(node, toScalar(node));
  if (isSeq(node)) return toTagged(node, node.items.map(toValue));
  if (!isMap(node)) return null;
  const members = node.items.map(({ key, value }) => [toKey(key), toValue(value)] as const);
  return toTagged(node, Object.fromEntries(members));
}

function toScalar(node: Scalar): Value {
  const { value } = node;
  if (typeof value === 'boolean' || typeof value === 'number' || isText(value)) return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function toKey(node: unknown): string {
  if (!isScalar(node)) throw templateFormatError('YAML mapping keys must be scalars.');
  return String(node.value);
}

function toTagged(node: Node, value: Value): Value {
  const tag = node.tag;
  if (tag === undefined || !tag.startsWith('!') || tag.length === 1) return value;
  const name = tag.slice(1);
  if (!SHORT_TAGS.has(name)) throw templateFormatError(`Unrecognized YAML tag ${tag}`);
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && isText(value)) return { 'Fn::GetAtt': toAttributePath(value) };
  return { [`Fn::${name}`]: value };
}

/** The logical id ends at the first dot; attributes may have dots of their own (`Outputs.Name`). */
function toAttributePath(text: string): Value {
  const dot = text.indexOf('.');
  return dot === -1 ? text : [text.slice(0, dot), text.slice(dot + 1)];
}

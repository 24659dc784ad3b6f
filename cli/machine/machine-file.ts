// A machine's definition as it stands in a project: YAML or JSON, with CloudFormation's and Serverless's own words in it, which
// become what they become when they are deployed: an ARN where one is asked for, a text elsewhere.
import {
  type CollectionTag,
  type Document,
  isNode,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type YAMLMap,
} from 'yaml';

export interface MachineFile {
  /** JSON text, as it would be deployed; undefined where the file cannot be read as YAML or JSON. */
  readonly definition: string | undefined;
  /** `line:column: what` of what keeps it from being read. */
  readonly broken: readonly Placed[];
  /** Where a diagnostic's location is in the file. */
  readonly find: (location: string | undefined) => Found;
}

export interface Placed {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Found {
  readonly line: number;
  readonly column: number;
  /** The innermost state, or undefined where the machine itself is meant. */
  readonly state: string | undefined;
  /** In the state, or in the machine; empty where it is meant as a whole. */
  readonly field: string;
  /** What stands there, where it is no object or list. */
  readonly value: unknown;
}

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:deployed';
const DEPLOYED = 'deployed';
/** A member of this name becomes an ARN. */
const ARN_FIELD = 'Resource';
/** States have names of people's own, which may be such words. */
const NAMES_FIELD = 'States';
const INTRINSIC = /^(Ref|Fn::[A-Za-z]+)$/;

export function readMachineFile(text: string): MachineFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    customTags: intrinsicTags(),
  });
  const placeOf = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = document.errors.map(({ message, pos }) => ({ ...placeOf(pos[0]), message }));
  const data: unknown = broken.length > 0 ? undefined : toDeployed(document.toJS(), undefined);
  return {
    broken,
    definition: data === undefined ? undefined : JSON.stringify(data),
    find: (location) => {
      const path = splitLocation(location ?? '', data);
      const state = path.findLastIndex((_, index) => path[index - 1] === 'States');
      const value = path.reduce<unknown>((at, step) => memberOf(at, step), data);
      return {
        ...placeOf(offsetOf(document, path)),
        state: state === -1 ? undefined : String(path[state]),
        field: toField(path.slice(state + 1)),
        value: typeof value === 'object' && value !== null ? undefined : value,
      };
    },
  };
}

/** `!GetAtt A.B` and the like, of a text, a list or a map. */
function intrinsicTags(): (ScalarTag | CollectionTag)[] {
  const names = [
    'GetAtt',
    'Ref',
    'Sub',
    'Join',
    'ImportValue',
    'Select',
    'Split',
    'If',
    'FindInMap',
  ];
  return names.flatMap((name): (ScalarTag | CollectionTag)[] => [
    { tag: `!${name}`, resolve: () => ({ [`Fn::${name}`]: name }) },
    { tag: `!${name}`, collection: 'seq', resolve: () => ({ [`Fn::${name}`]: name }) },
    { tag: `!${name}`, collection: 'map', resolve: () => ({ [`Fn::${name}`]: name }) },
  ]);
}

function toDeployed(value: unknown, field: string | undefined): unknown {
  const filled = field === ARN_FIELD ? FUNCTION_ARN : DEPLOYED;
  if (typeof value === 'string')
    return field === ARN_FIELD && value.includes('${') ? filled : value;
  if (Array.isArray(value)) return value.map((item) => toDeployed(item, undefined));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  const isIntrinsic = entries.length === 1 && only !== undefined && INTRINSIC.test(only[0]);
  if (isIntrinsic && field !== NAMES_FIELD) return filled;
  return Object.fromEntries(entries.map(([key, member]) => [key, toDeployed(member, key)]));
}

type Path = readonly (string | number)[];

/** Names of states may hold anything, so the data tells where a step of the location ends. */
function splitLocation(location: string, data: unknown): Path {
  const path: (string | number)[] = [];
  let at = data;
  let rest = location;
  while (rest !== '') {
    const [bracket, index] = /^\[(\d+)\]/.exec(rest) ?? [];
    const step = index === undefined ? findKey(rest, at) : Number(index);
    if (step === undefined) break;
    path.push(step);
    rest = rest.slice(bracket?.length ?? String(step).length + 1);
    at = memberOf(at, step);
  }
  return path;
}

function findKey(rest: string, at: unknown): string | undefined {
  if (typeof at !== 'object' || at === null) return undefined;
  return Object.keys(at)
    .filter((key) => rest.startsWith(`/${key}`) && /^([/[]|$)/.test(rest.slice(key.length + 1)))
    .sort((one, other) => other.length - one.length)[0];
}

function memberOf(at: unknown, step: string | number): unknown {
  return typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
}

function toField(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${String(step)}]` : `${index === 0 ? '' : '/'}${step}`,
    )
    .join('');
}

/** Of the name of the last step that is in the file, for there somebody looks. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true) as YAMLMap | undefined;
    const step = path[length - 1];
    const key = parent?.items.find(
      (pair) => isNode(pair.key) && 'value' in pair.key && pair.key.value === step,
    )?.key;
    if (isNode(key)) return key.range?.[0] ?? 0;
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return document.contents?.range?.[0] ?? 0;
}

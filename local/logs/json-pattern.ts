// JSON selectors of filter patterns: comparisons of members, joined by && and ||, with parentheses
// (CloudWatch Logs user guide, "Filter pattern syntax", for JSON log events).
import { invalidParameter } from './errors.ts';

type Test = (event: unknown) => boolean;

/** Tokens: selectors, operators, strings, bare words and numbers. */
const TOKEN = /\s*(\(|\)|&&|\|\||!=|>=|<=|=|>|<|"(?:[^"\\]|\\.)*"|[^\s()=<>!&|"]+)/gy;
const DEPTH_MAX = 50;

/** @throws ServiceError InvalidParameterException */
export function parseJsonPattern(pattern: string): (message: string) => boolean {
  const body = /^\{(.*)\}$/s.exec(pattern)?.[1];
  if (body === undefined) throw invalidPattern();
  const reader = createReader(tokenize(body));
  const test = parseEither(reader, 0);
  if (reader.peek() !== undefined) throw invalidPattern();
  return (message) => {
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const token = pattern.exec(text)?.[1];
    if (token === undefined) throw invalidPattern();
    tokens.push(token);
  }
  return tokens;
}

interface Reader {
  peek(): string | undefined;
  next(): string;
}

function createReader(tokens: readonly string[]): Reader {
  let index = 0;
  return {
    peek: () => tokens[index],
    next: () => {
      const token = tokens[index];
      if (token === undefined) throw invalidPattern();
      index += 1;
      return token;
    },
  };
}

function parseEither(reader: Reader, depth: number): Test {
  const tests = [parseBoth(reader, depth)];
  while (reader.peek() === '||') {
    reader.next();
    tests.push(parseBoth(reader, depth));
  }
  return (event) => tests.some((test) => test(event));
}

function parseBoth(reader: Reader, depth: number): Test {
  const tests = [parseOne(reader, depth)];
  while (reader.peek() === '&&') {
    reader.next();
    tests.push(parseOne(reader, depth));
  }
  return (event) => tests.every((test) => test(event));
}

function parseOne(reader: Reader, depth: number): Test {
  if (depth > DEPTH_MAX) throw invalidPattern();
  const token = reader.next();
  if (token === '(') {
    const test = parseEither(reader, depth + 1);
    if (reader.next() !== ')') throw invalidPattern();
    return test;
  }
  const path = parseSelector(token);
  const operator = reader.next();
  const operand = reader.next();
  if (operator.toUpperCase() === 'IS') return toKindTest(path, operand.toUpperCase());
  if (operator.toUpperCase() === 'NOT' && operand.toUpperCase() === 'EXISTS') {
    return (event) => findMember(event, path) === undefined;
  }
  return toComparison(path, operator, operand);
}

/** `$.a.b[0]` */
function parseSelector(token: string): readonly string[] {
  if (!/^\$(?:\.[^.[\]]+|\[(?:\d+|'[^']*')\])+$/.test(token)) throw invalidPattern();
  return [...token.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)].map(
    ([, member, index, quoted]) => member ?? index ?? quoted ?? '',
  );
}

function toKindTest(path: readonly string[], kind: string): Test {
  if (kind === 'NULL') return (event) => findMember(event, path) === null;
  if (kind === 'TRUE') return (event) => findMember(event, path) === true;
  if (kind === 'FALSE') return (event) => findMember(event, path) === false;
  throw invalidPattern();
}

function toComparison(path: readonly string[], operator: string, operand: string): Test {
  if (operator === '=') return (event) => isEqual(findMember(event, path), operand);
  if (operator === '!=') {
    return (event) => {
      const member = findMember(event, path);
      return member !== undefined && !isEqual(member, operand);
    };
  }
  const number = Number(operand);
  if (Number.isNaN(number)) throw invalidPattern();
  const compare = COMPARISONS[operator];
  if (compare === undefined) throw invalidPattern();
  return (event) => {
    const member = findMember(event, path);
    return typeof member === 'number' && compare(member, number);
  };
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

function isEqual(member: unknown, operand: string): boolean {
  if (typeof member === 'number') return member === Number(operand);
  if (typeof member !== 'string') return false;
  const text = operand.startsWith('"') ? operand.slice(1, -1).replaceAll(/\\(.)/g, '$1') : operand;
  if (!text.includes('*')) return member === text;
  const pieces = text.split('*').map((piece) => piece.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`, 's').test(member);
}

function findMember(event: unknown, path: readonly string[]): unknown {
  let found: unknown = event;
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined;
  }
  return found;
}

function invalidPattern() {
  return invalidParameter('Invalid filter pattern');
}

// Where a text stops being JSON, and which members an object names twice: `JSON.parse` tells neither, and of two members
// with one name it silently drops the first.

export interface JsonProblem {
  readonly message: string;
}

/** Characters into the text, as people count: lines and columns begin at 1. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `line ${String(before.length)}, column ${String(column)}`;
}

const SPACE = /[ \t\n\r]*/y;
/** Of the control characters JSON refuses the first 32. */
const TEXT = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

interface Open {
  readonly close: '}' | ']';
  /** Names of an object's members so far. */
  readonly names: Set<string>;
}

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or close' | 'end';

/** The first problem of the text, or undefined where it is JSON and names every member once. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const scan = createScan(text);
  const open: Open[] = [];
  let expected: Expected = 'value';
  for (;;) {
    scan.skip(SPACE);
    const offset = scan.offset();
    const character = text[offset];
    if (character === undefined) {
      return expected === 'end' ? undefined : unexpected(text, offset, expected);
    }
    const inner = open.at(-1);
    if (expected.startsWith('name') && character === '"') {
      const name = scan.take(TEXT);
      if (name === undefined)
        return unexpected(text, offset, 'a text without line breaks and with its closing quote');
      const parsed = JSON.parse(name) as string;
      if (inner?.names.has(parsed) === true) {
        return { message: `Duplicate field '${parsed}' at ${placeOf(text, offset)}` };
      }
      inner?.names.add(parsed);
      expected = ':';
    } else if (expected === ':' && character === ':') {
      scan.step();
      expected = 'value';
    } else if (expected.startsWith('value') && (character === '{' || character === '[')) {
      scan.step();
      open.push({ close: character === '{' ? '}' : ']', names: new Set() });
      expected = character === '{' ? 'name or }' : 'value or ]';
    } else if (closes(expected, character, inner)) {
      scan.step();
      open.pop();
      expected = open.length === 0 ? 'end' : ', or close';
    } else if (expected === ', or close' && character === ',') {
      scan.step();
      expected = inner?.close === '}' ? 'name' : 'value';
    } else if (
      expected.startsWith('value') &&
      (scan.take(TEXT) ?? scan.take(SCALAR)) !== undefined
    ) {
      expected = open.length === 0 ? 'end' : ', or close';
    } else
      return unexpected(
        text,
        offset,
        expected === ', or close' ? `, or ${inner?.close ?? ''}` : expected,
      );
  }
}

function closes(expected: Expected, character: string, inner: Open | undefined): boolean {
  if (character !== inner?.close) return false;
  return expected === ', or close' || expected === (character === '}' ? 'name or }' : 'value or ]');
}

function unexpected(text: string, offset: number, expected: string): JsonProblem {
  const found = text[offset];
  const what = found === undefined ? 'the end of the text' : `'${found}'`;
  return { message: `Expected ${expected}, found ${what} at ${placeOf(text, offset)}` };
}

interface Scan {
  readonly offset: () => number;
  readonly step: () => void;
  readonly skip: (pattern: RegExp) => void;
  readonly take: (pattern: RegExp) => string | undefined;
}

function createScan(text: string): Scan {
  let offset = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const [found] = pattern.exec(text) ?? [];
    offset += found?.length ?? 0;
    return found === '' ? undefined : found;
  };
  return {
    offset: () => offset,
    step: () => {
      offset += 1;
    },
    skip: take,
    take,
  };
}

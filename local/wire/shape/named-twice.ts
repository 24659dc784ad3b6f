// Whether a JSON text names a member of an object twice. `JSON.parse` drops the first of the two silently, and whoever reads the request on its
// way (a proxy, a log) may have taken the other for what was meant. So the names of the text are counted, and held against what was parsed.

/**
 * @param text a JSON text
 * @param value what it parses to
 */
export function isNamedTwice(text: string, value: unknown): boolean {
  return countNames(text) !== countMembers(value);
}

const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;

/** Strings that a colon follows. */
function countNames(text: string): number {
  let count = 0;
  let start = text.indexOf('"');
  while (start !== -1) {
    let next = findEnd(text, start) + 1;
    // Of what JSON allows between two tokens everything is a blank or less.
    while (text.charCodeAt(next) <= SPACE) next += 1;
    if (text.charCodeAt(next) === COLON) count += 1;
    start = text.indexOf('"', next);
  }
  return count;
}

/** Where the string's closing quote stands: the first with an even number of backslashes before it. */
function findEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  for (;;) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
}

/** Without recursion: a document that nobody knows may be as deep as it likes. */
function countMembers(value: unknown): number {
  let count = 0;
  const open = [value];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    const values: readonly unknown[] = Object.values(node);
    if (!Array.isArray(node)) count += values.length;
    for (const inner of values) {
      if (typeof inner === 'object' && inner !== null) open.push(inner);
    }
  }
  return count;
}

// CSV as the ItemReader reads it: RFC 4180, and a backslash before a quote, a delimiter or another backslash takes away its meaning; any
// other backslash is left out (Step Functions guide, "ItemReader (Map)", "How Distributed Map parses CSV"). That is why it is not a library's.

/** Rows of fields. Empty lines are none. */
export function* parseCsv(text: string, delimiter: string): Generator<string[]> {
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  let isEmpty = true;
  const start = text.startsWith('\ufeff') ? 1 : 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') {
      const next = text.charAt(at + 1);
      if (next === '\\' || next === '"' || next === delimiter) {
        field += next;
        at += 1;
        isEmpty = false;
      }
    } else if (isQuoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"') {
      isQuoted = true;
      isEmpty = false;
    } else if (character === delimiter) {
      row.push(field);
      field = '';
      isEmpty = false;
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text.charAt(at + 1) === '\n') at += 1;
      if (!isEmpty) yield [...row, field];
      row = [];
      field = '';
      isEmpty = true;
    } else {
      field += character;
      isEmpty = false;
    }
  }
  if (!isEmpty) yield [...row, field];
}

/** A field too few is empty, one too many is left out. */
export function toRecord(
  row: readonly string[],
  headers: readonly string[],
): Record<string, string> {
  return Object.fromEntries(headers.map((header, index) => [header, row[index] ?? '']));
}

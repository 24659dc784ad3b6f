// Which of some names a mistyped one was meant to be.

/** Of its letters as many may be wrong: more make it another name. */
const PART_WRONG = 1 / 4;

/** @returns undefined where none is near enough; of several as near, the first */
export function findNearestName(typed: string, names: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  let nearest: { readonly name: string; readonly edits: number } | undefined;
  for (const name of names) {
    const edits = countEdits(wanted, name.toLowerCase());
    const allowed = Math.max(1, Math.floor(name.length * PART_WRONG));
    if (edits <= allowed && (nearest === undefined || edits < nearest.edits)) {
      nearest = { name, edits };
    }
  }
  return nearest?.name;
}

/** Letters put in, left out or replaced: Levenshtein's distance, row by row. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

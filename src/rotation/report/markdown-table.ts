// Tables of GitHub Flavored Markdown, as wide as their texts, so that they can be read without a renderer too.

/** Characters that mean something in Markdown, mean themselves. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replaceAll(/[\r\n\t]+/g, ' ')
      .replaceAll(/[\\`*_{}[\]<>|#~&]/g, (character) => `\\${character}`)
      // GitHub makes links of these on its own.
      .replaceAll('://', ':\\//')
      .replaceAll(/www\./gi, (word) => word.replace('.', '\\.'))
  );
}

/** @param none what to say where there is no row */
export function toTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  none = 'None.',
): string[] {
  if (rows.length === 0) return [none, ''];
  const cells = [titles, ...rows].map((row) => row.map(escapeMarkdown));
  const widths = titles.map((_, column) =>
    Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const toLine = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [
    toLine(head),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...body.map(toLine),
    '',
  ];
}

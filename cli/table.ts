// Rows in columns that fit the terminal: the widest column that may shrink gives way first. Without a terminal nothing is cut,
// so that what is piped is whole.
import type { Style, Writer } from './writer.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly style?: (row: Row) => Style | undefined;
  /** May be cut, with an ellipsis, where the terminal is narrow. */
  readonly shrinks?: boolean;
}

const GAP = 2;
const NARROWEST = 8;

export function printTable<Row>(
  writer: Writer,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): void {
  const texts = rows.map((row) => columns.map(({ text }) => text(row)));
  const natural = columns.map(({ title }, index) =>
    Math.max(title.length, ...texts.map((cells) => cells[index]?.length ?? 0)),
  );
  const widths = fitWidths(natural, columns, writer.width);
  const toLine = (
    cells: readonly string[],
    paint: (text: string, index: number) => string,
  ): string =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return paint(
          index === cells.length - 1 ? cut(cell, width) : cut(cell, width).padEnd(width),
          index,
        );
      })
      .join(' '.repeat(GAP));
  writer.line(
    toLine(
      columns.map(({ title }) => title),
      (text) => writer.paint('dim', text),
    ).trimEnd(),
  );
  for (const [index, cells] of texts.entries()) {
    const row = rows[index] as Row;
    writer.line(
      toLine(cells, (text, column) => {
        const style = columns[column]?.style?.(row);
        return style === undefined ? text : writer.paint(style, text);
      }).trimEnd(),
    );
  }
}

function fitWidths<Row>(
  natural: readonly number[],
  columns: readonly Column<Row>[],
  room: number | undefined,
): readonly number[] {
  const widths = [...natural];
  if (room === undefined) return widths;
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP, -GAP);
  while (total() > room) {
    const widest = widths
      .map((width, index) => ({ width, index }))
      .filter(({ width, index }) => columns[index]?.shrinks === true && width > NARROWEST)
      .sort((one, other) => other.width - one.width)[0];
    if (widest === undefined) break;
    widths[widest.index] = Math.max(NARROWEST, widest.width - (total() - room));
  }
  return widths;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

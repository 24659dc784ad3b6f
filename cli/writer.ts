// The only place of the command line that prints. Colours and moving lines are for terminals only.
export interface Writer {
  /** A line of result, on standard output. */
  line(text: string): void;
  /** A line about the work, on standard error, so that results can be piped. */
  note(text: string): void;
  /** One JSON document a line, on standard output. */
  json(value: unknown): void;
  /** What goes on right now, on a terminal only; the next line takes its place. */
  moving(text: string): void;
  paint(style: Style, text: string): string;
  /** Columns of the terminal; undefined where standard output is none. */
  readonly width: number | undefined;
}

export type Style = 'good' | 'bad' | 'warn' | 'dim' | 'strong';

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  dim: [2, 22],
  strong: [1, 22],
};
/** ECMA-48: back to the line's beginning, and erase it. */
const CLEAR_LINE = '\r\u001b[2K';

export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** NO_COLOR (https://no-color.org) is honoured. */
export function createWriter(
  out: Stream = process.stdout,
  errors: Stream = process.stderr,
  noColor = process.env['NO_COLOR'] !== undefined,
): Writer {
  const isTerminal = out.isTTY === true;
  const colours = isTerminal && !noColor;
  let isMoving = false;
  const settle = (): void => {
    if (isMoving) out.write(CLEAR_LINE);
    isMoving = false;
  };
  const line = (text: string): void => {
    settle();
    out.write(`${text}\n`);
  };
  return {
    line,
    width: isTerminal ? out.columns : undefined,
    json: (value) => line(JSON.stringify(value)),
    note: (text) => {
      settle();
      errors.write(`${text}\n`);
    },
    moving: (text) => {
      if (!isTerminal) return;
      out.write(`${CLEAR_LINE}${text}`);
      isMoving = true;
    },
    paint: (style, text) => {
      const [on, off] = CODES[style];
      return colours ? `\u001b[${String(on)}m${text}\u001b[${String(off)}m` : text;
    },
  };
}

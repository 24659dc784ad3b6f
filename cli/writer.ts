// The only place of the command line that prints. Colours and moving lines are for terminals only.
export interface Writer {
  /** A line of result, on standard output. */
  line(text: string): void;
  /** A line about the work, on standard error, so that results can be piped. */
  note(text: string): void;
  /** One JSON document a line, on standard output. */
  json(value: unknown): void;
  paint(style: Style, text: string): string;
}

export type Style = 'good' | 'bad' | 'dim' | 'strong';

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  good: [32, 39],
  bad: [31, 39],
  dim: [2, 22],
  strong: [1, 22],
};

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** NO_COLOR (https://no-color.org) is honoured. */
export function createWriter(
  out: Stream = process.stdout,
  errors: Stream = process.stderr,
  noColor = process.env['NO_COLOR'] !== undefined,
): Writer {
  const colours = out.isTTY === true && !noColor;
  return {
    line: (text) => void out.write(`${text}\n`),
    note: (text) => void errors.write(`${text}\n`),
    json: (value) => void out.write(`${JSON.stringify(value)}\n`),
    paint: (style, text) => {
      const [on, off] = CODES[style];
      return colours ? `\u001b[${String(on)}m${text}\u001b[${String(off)}m` : text;
    },
  };
}

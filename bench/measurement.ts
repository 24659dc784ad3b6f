// One number that is held against a target, as the README's table has it.
export interface Measurement {
  readonly what: string;
  readonly unit: 's' | 'ms' | 'µs' | 'KB' | 'MB' | '%' | '/s' | 'times' | 'calls' | 'transitions';
  /** At most this, or at least this; left out where a number is only told. */
  readonly target?: number;
  readonly isLeast?: true;
  /** One for each run; the median counts. */
  readonly values: readonly number[];
  /** Milliseconds that processors worked for it, in each run: on a machine that others use too, the truer number. */
  readonly cpuMs?: readonly number[];
  /** What the number is made of, where that helps whoever wants it smaller. */
  readonly parts?: Readonly<Record<string, number>>;
}

export interface BenchOptions {
  /** Another program's endpoint, measured in turn with ours. */
  readonly peer?: string;
}

/** Stands alone: makes what it needs, and leaves nothing running. */
export type Bench = (runs: number, options: BenchOptions) => Promise<readonly Measurement[]>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

export function toLine(measurement: Measurement): string {
  const { what, unit, target, isLeast, values, cpuMs } = measurement;
  const middle = median(values);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const wanted =
    target === undefined ? '' : `target ${isLeast === true ? '≥' : '≤'} ${format(target)}`;
  return [
    toMark(measurement, middle),
    what.padEnd(58),
    `${format(middle)} ${unit}`.padStart(16),
    wanted.padStart(16),
    `  ${format(low)} to ${format(high)} in ${String(values.length)} runs`,
    ...(cpuMs === undefined ? [] : [`  CPU ${median(cpuMs).toFixed(0)} ms`]),
  ].join(' ');
}

function toMark({ target, isLeast }: Measurement, middle: number): string {
  if (target === undefined) return '    ';
  if (isLeast === true) return middle >= target ? 'ok  ' : 'LESS';
  return middle <= target ? 'ok  ' : 'OVER';
}

export function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
}

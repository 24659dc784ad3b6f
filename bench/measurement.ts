// One number that is held against a target, as the README's table has it.
export interface Measurement {
  readonly what: string;
  readonly unit: 's' | 'ms' | 'KB' | 'calls' | 'transitions';
  /** At most this. */
  readonly target: number;
  /** One for each run; the median counts. */
  readonly values: readonly number[];
  /** Milliseconds that processors worked for it, in each run: on a machine that others use too, the truer number. */
  readonly cpuMs?: readonly number[];
  /** What the number is made of, where that helps whoever wants it smaller. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** Stands alone: makes what it needs, and leaves nothing running. */
export type Bench = (runs: number) => Promise<readonly Measurement[]>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

export function toLine({ what, unit, target, values, cpuMs }: Measurement): string {
  const middle = median(values);
  const mark = middle <= target ? 'ok  ' : 'OVER';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [
    mark,
    what.padEnd(58),
    `${format(middle)} ${unit}`.padStart(16),
    `target ${format(target)}`.padStart(14),
    `  ${format(low)} to ${format(high)} in ${String(values.length)} runs`,
    ...(cpuMs === undefined ? [] : [`  CPU ${median(cpuMs).toFixed(0)} ms`]),
  ].join(' ');
}

export function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
}

// `--since 90d`: how far back one looks.
import { InvalidArgumentError } from 'commander';

const MILLISECONDS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** @returns milliseconds before now */
export function parseSince(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([hdw])$/.exec(text) ?? [];
  if (count === '') throw new InvalidArgumentError('Expected a time such as 12h, 90d or 52w.');
  return Number(count) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

// One field of cron() as values: lists, ranges, and steps, which run from their start to the field's end (`/8` from its beginning).
import { toInvalid } from './invalid-expression.ts';

export interface Field {
  /** As Secrets Manager's guide calls it. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names for `min`, `min + 1`, … */
  readonly names?: readonly string[];
  /** For errors. */
  readonly allowed: string;
}

/** @returns ascending, each once */
export function parseValues(text: string, field: Field): readonly number[] {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const { from, to, step } = parsePart(part, field);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** A number of the field's range, or one of its names in any case. */
export function findValue(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named !== -1) return min + named;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function parsePart(
  part: string,
  field: Field,
): { readonly from: number; readonly to: number; readonly step: number } {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0) throw toInvalid(field.name, field.allowed, part);
  const ends = parseRange(range, step !== undefined, field);
  return { ...ends, step: step === undefined ? 1 : parseStep(step, field) };
}

function parseRange(
  range: string,
  stepped: boolean,
  field: Field,
): { readonly from: number; readonly to: number } {
  if (range === '*' || (range === '' && stepped)) return { from: field.min, to: field.max };
  const [first = '', last, ...rest] = range.split('-');
  const from = findValue(first, field);
  const to = last === undefined ? undefined : findValue(last, field);
  if (from === undefined || rest.length > 0 || (last !== undefined && to === undefined)) {
    throw toInvalid(field.name, field.allowed, range);
  }
  if (to === undefined) return { from, to: stepped ? field.max : from };
  if (to >= from) return { from, to };
  throw toInvalid(field.name, 'a range that runs upwards (write the values as a list)', range);
}

function parseStep(text: string, field: Field): number {
  const step = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (step >= 1 && step <= field.max) return step;
  throw toInvalid(field.name, `a step from 1 to ${String(field.max)} after the /`, text);
}

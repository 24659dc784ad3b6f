// Arithmetic over series: m1 + m2, (errors / runs) * 100, FILL(m1, 0), SUM(METRICS()) and their like
// (CloudWatch user guide, "Using metric math"). What it does not know it refuses.
import { createCloudWatchError } from './errors.ts';

/** Values by the time at which their periods begin. */
export type Series = ReadonlyMap<number, number>;
type Operand = Series | number;

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z_][A-Za-z0-9_]*|[-+*/(),])/y;
const DEPTH_MAX = 30;

export interface MathInput {
  /** The series of the other queries, by id. */
  readonly find: (id: string) => Series | undefined;
  /** All series that are metrics, for METRICS(). */
  readonly metrics: readonly Series[];
  /** Where every period of the range begins. */
  readonly times: readonly number[];
}

/** @throws ServiceError ValidationException */
export function evaluateMath(expression: string, input: MathInput): Series {
  const tokens = tokenize(expression);
  let index = 0;
  const peek = (): string | undefined => tokens[index];
  const next = (): string => {
    const token = tokens[index];
    index += 1;
    if (token === undefined) throw invalidExpression(expression);
    return token;
  };
  const expect = (wanted: string): void => {
    if (next() !== wanted) throw invalidExpression(expression);
  };

  const parseSum = (depth: number): Operand => {
    let left = parseProduct(depth);
    while (peek() === '+' || peek() === '-') left = combine(next(), left, parseProduct(depth));
    return left;
  };
  const parseProduct = (depth: number): Operand => {
    let left = parseFactor(depth);
    while (peek() === '*' || peek() === '/') left = combine(next(), left, parseFactor(depth));
    return left;
  };
  const parseFactor = (depth: number): Operand => {
    if (depth > DEPTH_MAX) throw invalidExpression(expression);
    const token = next();
    if (token === '-') return combine('*', -1, parseFactor(depth + 1));
    if (token === '(') {
      const inner = parseSum(depth + 1);
      expect(')');
      return inner;
    }
    if (/^\d/.test(token)) return Number(token);
    if (peek() === '(') return parseCall(token, depth);
    const series = input.find(token);
    if (series === undefined) throw invalidExpression(expression);
    return series;
  };
  const parseCall = (name: string, depth: number): Operand => {
    expect('(');
    if (name === 'METRICS') throw invalidExpression(expression);
    if (name === 'FILL') {
      const series = toSeries(parseSum(depth + 1), input.times);
      expect(',');
      const filler = parseSum(depth + 1);
      expect(')');
      if (typeof filler !== 'number') throw invalidExpression(expression);
      return new Map(input.times.map((time) => [time, series.get(time) ?? filler]));
    }
    const aggregate = AGGREGATES[name];
    if (aggregate === undefined) throw invalidExpression(expression);
    const isAll = peek() === 'METRICS';
    if (isAll) for (const token of ['METRICS', '(', ')']) expect(token);
    const all = isAll ? input.metrics : [toSeries(parseSum(depth + 1), input.times)];
    expect(')');
    return isAll ? aggregateByTime(all, aggregate) : aggregate([...(all[0]?.values() ?? [])]);
  };

  const result = parseSum(0);
  if (peek() !== undefined) throw invalidExpression(expression);
  return toSeries(result, input.times);
}

const AGGREGATES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

/** A missing datapoint on either side leaves none; so does division by zero. */
function combine(operator: string, a: Operand, b: Operand): Operand {
  const compute = OPERATORS[operator] ?? OPERATORS['+'];
  if (compute === undefined) return a;
  if (typeof a === 'number' && typeof b === 'number') return compute(a, b);
  const times = [...(typeof a === 'number' ? (b as Series) : a).keys()];
  const valueAt = (operand: Operand, time: number) =>
    typeof operand === 'number' ? operand : operand.get(time);
  return new Map(
    times.flatMap((time) => {
      const [left, right] = [valueAt(a, time), valueAt(b, time)];
      if (left === undefined || right === undefined) return [];
      const value = compute(left, right);
      return Number.isFinite(value) ? [[time, value] as const] : [];
    }),
  );
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function aggregateByTime(
  all: readonly Series[],
  aggregate: (values: readonly number[]) => number,
): Series {
  const times = [...new Set(all.flatMap((series) => [...series.keys()]))].sort((a, b) => a - b);
  return new Map(
    times.map((time) => [
      time,
      aggregate(all.map((series) => series.get(time)).filter((value) => value !== undefined)),
    ]),
  );
}

function toSeries(operand: Operand, times: readonly number[]): Series {
  return typeof operand === 'number' ? new Map(times.map((time) => [time, operand])) : operand;
}

function tokenize(expression: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const end = expression.trimEnd().length;
  while (pattern.lastIndex < end) {
    const token = pattern.exec(expression)?.[1];
    if (token === undefined) throw invalidExpression(expression);
    tokens.push(token);
  }
  return tokens;
}

function invalidExpression(expression: string) {
  const message = `Error in expression "${expression}": it is invalid, or uses a function that this endpoint does not know`;
  return createCloudWatchError('ValidationException', message);
}

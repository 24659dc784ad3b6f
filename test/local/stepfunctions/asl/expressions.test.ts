import { describe, expect, test } from '@jest/globals';
import { nextTurn } from '../../../../local/clock.ts';
import type { Json } from '../../../../local/stepfunctions/asl/json.ts';
import { isStatesError } from '../../../../local/stepfunctions/asl/states-error.ts';
import type { ExpressionFailure } from '../../../../local/stepfunctions/asl/surroundings.ts';
import { evaluateField } from '../../../../local/stepfunctions/asl/template.ts';
import { withinTime } from '../../../../local/stepfunctions/engine/within-time.ts';
import { expressionsFor, START } from './drive.ts';

const expressions = expressionsFor();

async function evaluate(source: string, variables: Record<string, Json> = {}): Promise<Json> {
  return await expressions.evaluate(`{% ${source} %}`, 'Output/r', {
    states: { input: { items: [{ p: 1 }, { p: 5 }] }, context: {} },
    variables,
    now: START,
  });
}

/** The cause behind the sentence that names expression and field. */
async function refusal(source: string): Promise<string> {
  try {
    return `no refusal but ${JSON.stringify(await evaluate(source))}`;
  } catch (error) {
    if (!isStatesError(error)) throw error;
    expect([error.error, error.options.location]).toEqual([
      'States.QueryEvaluationError',
      'Output/r',
    ]);
    return (error.causeText ?? '').replace(
      `The JSONata expression '${source}' specified for the field 'Output/r' `,
      '',
    );
  }
}

// Measured on AWS (public reports of July to September 2026, floci-io/floci#2662, #2736, #2737) unless said otherwise.
describe('the added functions', () => {
  test.each<[string, Json]>([
    ['$parse("{\\"a\\":1}").a', 1],
    [
      '$partition([1,2,3,4], 2)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$random(42)', 0.7275636800328681],
    // Recorded: one element of a range is the element, of a partition stays a list of lists.
    ['$range(1, 1, 1)', 1],
    ['$partition([0], 1)', [[0]]],
    ['1/0', 'Infinity'],
  ])('%s', async (source, value) => {
    expect(await evaluate(source)).toEqual(value);
  });

  test('take time and chance from outside', async () => {
    expect(await evaluate('[$now(), $millis(), $now("[Y]-[M01]")]')).toEqual([
      '2026-01-01T00:00:00.000Z',
      START,
      '2026-01',
    ]);
    const one = expressionsFor('same');
    const other = expressionsFor('same');
    const scope = { states: {}, variables: {}, now: START };
    const source = '{% [$uuid(), $random()] %}';
    const first = await one.evaluate(source, 'Output', scope);
    expect(await other.evaluate(source, 'Output', scope)).toEqual(first);
    expect((first as [string])[0]).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });
});

describe('a refusal', () => {
  test.each([
    ['$states.input.nothing', 'returned nothing (undefined).'],
    ['$sum', 'returned an unsupported result type.'],
    ['{"f": $sum}', 'returned an unsupported result type.'],
    ['$eval("1+1")', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    [
      '$sum(["a"])',
      'threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
    ],
    [
      '[1..873783] ~> $count()',
      'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
    ],
    [
      Array.from({ length: 200 }, () => '1').join('+'),
      'threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
    ],
    [
      '($f := function($x) { 1 + $f($x) }; $f(1))',
      'threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
    ],
    [
      '$parse($pad("", 60000, "[") & $pad("", 60000, "]"))',
      'threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
    ],
    [
      '$reduce([1..2000], function($all, $one) { {"in": $all} })',
      'threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
    ],
  ])('of %.40s', async (source, cause) => {
    expect(await refusal(source)).toBe(cause);
  });

  test('ends a loop that would never end, and lets others have their turn meanwhile', async () => {
    let turns = 0;
    const counted = expressionsFor('loop', {
      stepsMax: 20_000,
      yieldTurn: () => {
        turns += 1;
        return nextTurn();
      },
    });
    const source = '{% ($f := function($x) { $f($x + 1) }; $f(1)) %}';
    const evaluated = counted.evaluate(source, 'Output', { states: {}, variables: {}, now: START });
    await expect(evaluated).rejects.toThrow(
      /threw an error during evaluation: Expression evaluation timeout: Check for infinite loop$/,
    );
    expect(turns).toBe(4);
  });

  test('of a text that is no JSON does not repeat it', async () => {
    expect(await refusal('$parse("hunter2")')).not.toMatch(/hunter2.*not valid/);
  });
});

describe('what cannot be counted in steps', () => {
  const guarded = expressionsFor('guarded', { withinTime });
  const scope = { states: {}, variables: {}, now: START };
  const refused = (source: string): Promise<unknown> =>
    guarded.evaluate(`{% ${source} %}`, 'Output', scope).then(
      (value) => value,
      (error: unknown) => String(error).replace(/^.*evaluation: /s, ''),
    );

  test('a pattern that backtracks for ever is ended, wherever it is used', async () => {
    const text = `'${'a'.repeat(40)}!'`;
    for (const source of [
      `$match(${text}, /(a+)+$/)`,
      `$contains(${text}, /^(a|aa)+$/)`,
      `$replace(${text}, /(a*)*b/, 'c')`,
      `$split(${text}, /(a|a)*c/)`,
      "$match($pad('', 600000, 'a'), /a+b/)",
    ]) {
      expect(await refused(source)).toBe('Expression evaluation timeout: Check for infinite loop');
    }
    const picture = `$toMillis('${'1'.repeat(60)}x', '${'[Y][M][D]'.repeat(6)}')`;
    expect(await refused(picture)).toMatch(/timeout|D3\d{3}/);
  });

  test('a text that no memory holds is never made', async () => {
    const cause = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
    expect(await refused("$pad('x', 400000000)")).toBe(cause);
    expect(await refused("$pad('x', -600000000, 'ab')")).toBe(cause);
    expect(await refused("'x' ~> $pad(400000000)")).toBe(cause);
  });

  test('functions that are watched do what they did', async () => {
    expect(
      await refused(
        "[$pad('x', 3, '-'), $fromMillis(0, '[Y]'), $toMillis('1970-01', '[Y]-[M01]'), $formatNumber(1.5, '#.00'), $match('abcabc', /b(c)/).groups, $replace('aa', /a+/, 'b'), $now('[Y]')]",
      ),
    ).toEqual(['x--', '1970', 0, '1.50', 'c', 'c', 'b', '2026']);
  });
});

test('a failure tells its expression and the form of what it saw, and no value', async () => {
  const told: ExpressionFailure[] = [];
  const telling = expressionsFor('telling', { onFailure: (failure) => told.push(failure) });
  const scope = {
    states: {
      input: { user: { name: 'hunter2', tags: ['a', 1], empty: [] }, list: [{ p: 1 }, { p: 2 }] },
      context: { Execution: { Id: 'arn' }, State: { Name: 'S' } },
    },
    variables: { secret: 'hunter2' },
    now: START,
  };
  await expect(telling.evaluate('{% $states.input.x %}', 'Output/a', scope)).rejects.toThrow();
  await expect(
    evaluateField(telling, { value: '{% $secret %}', field: 'Seconds', type: 'integer' }, scope),
  ).rejects.toThrow(/hunter2/);
  const shape =
    '$states: {input: {user: {name: string, tags: [2 x string | number], empty: []}, list: [2 x {p: number}]}}, $secret: string';
  expect(told).toEqual([
    { expression: '$states.input.x', field: 'Output/a', state: 'S', executionArn: 'arn', shape },
    { expression: '$secret', field: 'Seconds', state: 'S', executionArn: 'arn', shape },
  ]);
  expect(JSON.stringify(told)).not.toContain('hunter2');
});

test('what an expression makes shares nothing with what it was given', async () => {
  const secretless = { a: [1, 2] };
  const result = (await evaluate('$x', { x: secretless })) as typeof secretless;
  result.a.push(3);
  expect(secretless).toEqual({ a: [1, 2] });
});

test('members of one object, which are evaluated side by side, are no depth', async () => {
  const source = `{${Array.from({ length: 60 }, (_, index) => `"k${String(index)}": $states.input.items[p > 2].p`).join(',')}}`;
  expect(Object.keys((await evaluate(source)) as object)).toHaveLength(60);
});

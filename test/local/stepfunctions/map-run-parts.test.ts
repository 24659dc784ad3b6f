import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ItemInput,
  toBatches,
} from '../../../local/stepfunctions/asl/distributed-map/batches.ts';
import { bytesOf, type Json, type JsonObject } from '../../../local/stepfunctions/asl/json.ts';
import type { MapRunCounts } from '../../../local/stepfunctions/map-runs/map-run-document.ts';
import { noCounts } from '../../../local/stepfunctions/map-runs/map-run-view.ts';
import { exceedsTolerance } from '../../../local/stepfunctions/map-runs/progress.ts';
import { parseCsv, toRecord } from '../../../local/stepfunctions/map-runs/readers/csv.ts';

async function* each(items: readonly Json[]): AsyncGenerator<Json> {
  yield* items;
}

async function batch(
  items: readonly Json[],
  bounds: Parameters<typeof toBatches>[1],
): Promise<ItemInput[]> {
  const batches: ItemInput[] = [];
  for await (const made of toBatches(each(items), bounds)) batches.push(made);
  return batches;
}

const itemsOf = ({ input }: ItemInput): Json[] => (input as JsonObject)['Items'] as Json[];

test('batches part the items in their order, as large as the bounds allow and no larger', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue() as fc.Arbitrary<Json>, { maxLength: 30 }),
      fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
      fc.option(fc.integer({ min: 20, max: 200 }), { nil: undefined }),
      async (items, itemsMax, bytesMax) => {
        const batches = await batch(items, {
          ...(itemsMax === undefined ? {} : { itemsMax }),
          ...(bytesMax === undefined ? {} : { bytesMax }),
          input: 'fixed',
        });
        expect(batches.flatMap(itemsOf)).toEqual(items);
        const fits = (inBatch: readonly Json[]): boolean =>
          inBatch.length <= (itemsMax ?? Infinity) &&
          bytesOf(JSON.stringify({ BatchInput: 'fixed', Items: inBatch })) <=
            (bytesMax ?? Infinity);
        for (const [index, made] of batches.entries()) {
          const own = itemsOf(made);
          expect(made.itemCount).toBe(own.length);
          expect(own.length === 1 || fits(own)).toBe(true);
          const next = batches[index + 1];
          const [following = null] = next === undefined ? [] : itemsOf(next);
          if (next !== undefined) expect(fits([...own, following])).toBe(false);
        }
      },
    ),
  );
});

test('a batch is as large as its bound to the byte', async () => {
  const whole = bytesOf(JSON.stringify({ Items: ['ä', 'b', 'c'] }));
  const sizes = async (bytesMax: number): Promise<number[]> =>
    (await batch(['ä', 'b', 'c'], { bytesMax })).map(({ itemCount }) => itemCount);
  expect(await sizes(whole)).toEqual([3]);
  expect(await sizes(whole - 1)).toEqual([2, 1]);
});

const quote = (field: string): string =>
  `"${field.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`;

test('CSV that was written is read again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), { maxLength: 10 }),
      fc.constantFrom(',', '|', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      (rows, delimiter, end) => {
        const text = rows.map((row) => row.map(quote).join(delimiter) + end).join('');
        expect([...parseCsv(text, delimiter)]).toEqual(rows);
        // The last line needs no end.
        expect([...parseCsv(text.slice(0, text.length - end.length), delimiter)]).toEqual(rows);
      },
    ),
  );
});

test.each([
  [
    'a,b\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['\ufeffa\n\n1\n', [['a'], ['1']]],
  ['"a\nb",c', [['a\nb', 'c']]],
  // Step Functions guide: a backslash takes away the meaning of what follows, and goes.
  [String.raw`a\,b,c\\d,\"e,f\gh`, [['a,b', String.raw`c\d`, '"e', 'fgh']]],
  [
    'a,\n,b\n',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['', []],
])('reads the CSV %j', (text, rows) => {
  expect([...parseCsv(text, ',')]).toEqual(rows);
});

test('a field too few is empty, one too many is left out', () => {
  expect(toRecord(['1'], ['a', 'b'])).toEqual({ a: '1', b: '' });
  expect(toRecord(['1', '2'], ['a'])).toEqual({ a: '1' });
});

function failed(items: number, total: number): MapRunCounts {
  return {
    ...noCounts({ executions: total - items, items: total - items }),
    failed: { executions: 1, items: items - 1 },
    timedOut: { executions: 1, items: 1 },
  };
}

test.each([
  [1, 10, 0, 0, true],
  [2, 10, 2, 0, false],
  [3, 10, 2, 0, true],
  [5, 10, 0, 50, false],
  [6, 10, 0, 50, true],
  [3, 10, 5, 20, true],
  [3, 10, 2, 90, true],
  [1, 1000, 0, 0.1, false],
])(
  '%i of %i failed where %i and %f percent may: %p',
  (items, total, count, percentage, exceeds) => {
    const bounds = {
      ...{ maxConcurrency: 0, toleratedFailureCount: count },
      toleratedFailurePercentage: percentage,
    };
    expect(exceedsTolerance(failed(items, total), bounds)).toBe(exceeds);
  },
);

import { expect, test } from '@jest/globals';
import { checkDefinition } from '../../../../local/stepfunctions/asl/check/check-definition.ts';
import type { Definition } from '../../../../local/stepfunctions/asl/definition.ts';
import { listExpressProcessorRefusals } from '../../../../local/stepfunctions/machines/express-check.ts';
import { distributed } from '../map-run-states.ts';
import { expressionsFor } from './drive.ts';

const check = {
  expressions: expressionsFor(),
  tasks: { isSupported: () => true, argumentsOf: () => undefined },
};

function messages(definition: object): string[] {
  const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
  return checkDefinition(text, check).diagnostics.map(
    ({ message, location }) => `${location ?? ''}: ${message}`,
  );
}

const S3 = 'arn:aws:states:::s3:';
const ARGUMENTS = { Bucket: 'b', Key: 'k' };
const JSON_READER = {
  Resource: `${S3}getObject`,
  Arguments: ARGUMENTS,
  ReaderConfig: { InputType: 'JSON' },
};
const reading = (config: object, more: object = {}): object => ({
  ItemReader: { ...JSON_READER, ReaderConfig: config, ...more },
});

test.each<[object]>([
  [{ Items: [1] }],
  [{ Items: { a: 1 } }],
  [{ ItemReader: JSON_READER, Label: 'a-b_c', MaxConcurrency: 10_000 }],
  [
    reading({
      InputType: 'CSV',
      CSVHeaderLocation: 'GIVEN',
      CSVHeaders: ['a'],
      CSVDelimiter: 'TAB',
    }),
  ],
  [reading({ InputType: 'JSONL', MaxItems: '{% 3 %}' })],
  [{ ItemReader: { Resource: `${S3}listObjectsV2`, Arguments: { Bucket: 'b' } } }],
  [{ ItemBatcher: { MaxItemsPerBatch: 3, BatchInput: { a: '{% 1 %}' } } }],
  [{ ResultWriter: { Resource: `${S3}putObject`, Arguments: { Bucket: 'b', Prefix: 'p' } } }],
  [{ ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' } } }],
  [{ ToleratedFailurePercentage: '{% 5 %}', ToleratedFailureCount: 5 }],
])('takes %j', (map) => {
  expect(messages(distributed(map))).toEqual([]);
});

test.each<[object, string]>([
  [
    { Items: [1], ItemReader: JSON_READER },
    '/States/Each: There should only be one of the following fields: [Items, ItemReader]',
  ],
  [{ ItemReader: {} }, '/States/Each/ItemReader: These fields are required: [Resource, Arguments]'],
  [
    reading({}, { Resource: `${S3}headObject` }),
    '/States/Each/ItemReader/Resource: Value is not one of',
  ],
  [reading({}), '/States/Each/ItemReader/ReaderConfig: These fields are required: [InputType]'],
  [reading({ InputType: 'XML' }), '/InputType: Value is not one of the supported values'],
  [reading({ InputType: 'CSV' }), 'These fields are required: [CSVHeaderLocation]'],
  [
    reading({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }),
    'These fields are required: [CSVHeaders]',
  ],
  [
    reading({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVHeaders: [] }),
    "Field 'CSVHeaders' is only supported",
  ],
  [
    reading({ InputType: 'JSON', CSVDelimiter: 'TAB' }),
    "Field 'CSVDelimiter' is only supported for the InputType 'CSV'",
  ],
  [
    reading({ InputType: 'JSONL', ItemsPointer: '/a' }),
    "Field 'ItemsPointer' is only supported for the InputType 'JSON'",
  ],
  [reading({ InputType: 'JSON', ItemsPointer: 'a' }), 'Expected a JSON Pointer'],
  [reading({ InputType: 'JSON', MaxItems: 0 }), 'Minimum value is 1'],
  [
    reading({ InputType: 'JSON', MaxItemsPath: '$.a' }),
    "field 'MaxItemsPath' is only supported for the 'JSONPath'",
  ],
  [
    { ItemBatcher: {} },
    'One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]',
  ],
  [{ ItemBatcher: { MaxItemsPerBatch: 0 } }, 'Minimum value is 1'],
  [{ ItemBatcher: { MaxInputBytesPerBatch: 262_145 } }, 'Maximum value is 262144'],
  [{ ItemBatcher: { MaxItemsPerBatch: 1, BatchInput: 1 } }, 'Expected value of type Object'],
  [{ ResultWriter: {} }, 'One of these fields is required: [Resource, WriterConfig]'],
  [{ ResultWriter: { Resource: `${S3}putObject` } }, 'These fields are required: [Arguments]'],
  [
    { ResultWriter: { WriterConfig: { Transformation: 'ZIP' } } },
    'Value is not one of the supported values: [NONE, COMPACT, FLATTEN]',
  ],
  [{ Label: 'a b' }, "Invalid Label: 'a b'"],
  [{ Label: 'x'.repeat(41) }, 'Invalid Label'],
  [{ ToleratedFailurePercentage: 101 }, 'Maximum value is 100'],
])('refuses %j', (map, message) => {
  expect(messages(distributed(map)).join('\n')).toContain(message);
});

test('a DISTRIBUTED Map says how its executions run', () => {
  const config = (ProcessorConfig: object): object => ({
    ItemProcessor: { ProcessorConfig, StartAt: 'Item', States: { Item: { Type: 'Succeed' } } },
    Label: undefined,
  });
  const place = '/States/Each/ItemProcessor/ProcessorConfig';
  expect(messages(distributed(config({ Mode: 'DISTRIBUTED' })))).toEqual([
    `${place}: These fields are required: [ExecutionType]`,
  ]);
  expect(messages(distributed(config({ Mode: 'DISTRIBUTED', ExecutionType: 'FAST' })))).toEqual([
    `${place}/ExecutionType: Value is not one of the supported values: [STANDARD, EXPRESS]`,
  ]);
  expect(messages(distributed(config({ Mode: 'OTHER' })))).toEqual([
    `${place}/Mode: Value is not one of the supported values: [INLINE, DISTRIBUTED]`,
  ]);
  expect(messages(distributed(config({ ExecutionType: 'STANDARD' })))).toEqual([
    `${place}: Field 'ExecutionType' is only supported for the 'DISTRIBUTED' mode`,
  ]);
  expect(messages(distributed({ ...config({}), ItemBatcher: {} }))).toEqual([
    "/States/Each: Field 'ItemBatcher' is only supported for the 'DISTRIBUTED' mode",
  ]);
});

test('labels are unique, and names too, in the whole machine', () => {
  const { States: states } = distributed({}) as { States: { Each: object } };
  const both = {
    StartAt: 'Each',
    States: {
      Each: { ...states.Each, End: undefined, Next: 'Other' },
      Other: {
        ...states.Each,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Inner',
          States: { Inner: { Type: 'Succeed' } },
        },
      },
    },
  };
  expect(messages(both)).toEqual(["/States/Other/Label: Duplicate Label: 'each'"]);
});

test('the item processor is a machine of its own, which sees no variable of the one around it', () => {
  const around = (states: object): object => ({
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Each' },
      ...(distributed({ ItemSelector: '{% $outer %}', Items: [1] }, states) as { States: object })
        .States,
    },
  });
  const reads = around({ Item: { Type: 'Pass', Output: '{% $outer %}', End: true } });
  expect(messages(reads)).toEqual([
    "/States/Each/ItemProcessor/States/Item/Output: Variable 'outer' belongs to a scope outside of the DISTRIBUTED Map and cannot be read here",
  ]);
  const own = around({
    Item: { Type: 'Pass', Assign: { outer: 2 }, Next: 'Then' },
    Then: { Type: 'Pass', Output: '{% $outer %}', End: true },
  });
  expect(messages(own)).toEqual([]);
  const bound = around({
    Item: { Type: 'Pass', Output: '{% ($outer := 1; $outer) %}', End: true },
  });
  expect(messages(bound)).toEqual([]);
});

test('an EXPRESS item processor has no DISTRIBUTED Map and waits for nothing', () => {
  const inner = distributed({ Label: 'inner' }, { Leaf: { Type: 'Succeed' } }) as {
    States: { Each: object };
  };
  const definition = distributed({}, { Inner: inner.States.Each }, 'EXPRESS');
  expect(messages(definition)).toEqual([]);
  expect(listExpressProcessorRefusals(definition as Definition)).toMatchObject([
    { message: 'Express state machine does not support Distributed Map' },
  ]);
});

import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { distributed, failingWhere, findMapRun, runMap, untilEnded } from './map-run-states.ts';
import { type States, startStates } from './states.ts';

let states: States;
let s3: S3Client;

beforeAll(async () => {
  states = await startStates();
  s3 = new S3Client({ ...states.cloud.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'data' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'results' }));
});

afterAll(async () => {
  s3.destroy();
  await states.close();
});

async function put(Key: string, Body: string | Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body }));
}

async function get(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'results', Key }));
  return (await Body?.transformToString()) ?? '';
}

function reader(Key: string, ReaderConfig: object): object {
  return {
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      Arguments: { Bucket: 'data', Key },
      ReaderConfig,
    },
  };
}

const BLANK = gzipSync(Buffer.alloc(16 * 1024 * 1024));
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

test.each([
  ['array.json', '[1,{"a":2}]', { InputType: 'JSON' }, [1, { a: 2 }]],
  [
    'object.json',
    '{"a":1,"b":2}',
    { InputType: 'JSON' },
    [
      { Key: 'a', Value: 1 },
      { Key: 'b', Value: 2 },
    ],
  ],
  ['deep.json', '{"a":{"b/c":[3]}}', { InputType: 'JSON', ItemsPointer: '/a/b~1c' }, [3]],
  ['lines.jsonl', '{"a":1}\n\n{"a":2}\n', { InputType: 'JSONL' }, [{ a: 1 }, { a: 2 }]],
  ['most.jsonl', '1\n2\n3\n', { InputType: 'JSONL', MaxItems: '{% 1 + 1 %}' }, [1, 2]],
  ['packed.jsonl.gz', gzipSync('1\n2\n'), { InputType: 'JSONL' }, [1, 2]],
  [
    'first.csv',
    'a,b\n1,"x,""y"""\n2\n',
    CSV,
    [
      { a: '1', b: 'x,"y"' },
      { a: '2', b: '' },
    ],
  ],
  [
    'given.csv',
    '1|2|3\r\n',
    { ...CSV, CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'], CSVDelimiter: 'PIPE' },
    [{ a: '1', b: '2' }],
  ],
])('reads the items of %s', async (key, body, config, items) => {
  await put(key, body);
  const machine = await states.createMachine(distributed(reader(key, config)));
  const ended = await runMap(states, machine);
  expect([ended.status, ended.cause]).toEqual(['SUCCEEDED', undefined]);
  expect(JSON.parse(ended.output ?? '')).toEqual(items);
});

test('says of each item where it was read', async () => {
  await put('where.jsonl', '1\n');
  const machine = await states.createMachine(
    distributed({
      ...reader('where.jsonl', { InputType: 'JSONL' }),
      ItemSelector: '{% $states.context.Map.Item %}',
    }),
  );
  const { executionArn = '', output = '' } = await runMap(states, machine);
  expect(JSON.parse(output)).toEqual([{ Index: 0, Value: 1, Source: 's3://data/where.jsonl' }]);
  const started = (await states.history(executionArn)).find(
    ({ type }) => type === 'MapStateStarted',
  );
  // How many there are is not known yet (recorded).
  expect(started?.mapStateStartedEventDetails).toEqual({ length: 0 });
});

test('lists objects, and reads all that it lists', async () => {
  await put('list/a.jsonl', '1\n2\n');
  await put('list/b.jsonl', '3\n');
  const written = Math.floor(states.clock.now() / 1000);
  const list = (ReaderConfig?: object): object =>
    distributed({
      ItemReader: {
        Resource: 'arn:aws:states:::s3:listObjectsV2',
        Arguments: { Bucket: 'data', Prefix: '{% "list/" %}' },
        ...(ReaderConfig === undefined ? {} : { ReaderConfig }),
      },
    });
  const listed = await runMap(states, await states.createMachine(list()));
  expect(JSON.parse(listed.output ?? '')).toEqual([
    {
      Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      Key: 'list/a.jsonl',
      LastModified: written,
      Size: 4,
      StorageClass: 'STANDARD',
    },
    expect.objectContaining({ Key: 'list/b.jsonl', Size: 2 }),
  ]);
  const flat = list({ InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' });
  expect((await runMap(states, await states.createMachine(flat))).output).toBe('[1,2,3]');
});

test('reads what manifests name', async () => {
  await put('inventory/one.csv.gz', gzipSync('"data","a"\n"data","b"\n'));
  const files = [{ key: 'inventory/one.csv.gz', size: 1, MD5checksum: '' }];
  const fileSchema = 'Bucket, Key';
  const manifest = { destinationBucket: 'arn:aws:s3:::data', fileFormat: 'CSV', fileSchema, files };
  await put('inventory/manifest.json', JSON.stringify(manifest));
  await put('athena.csv', 's3://data/list/b.jsonl\n');
  await put('list/b.jsonl', '3\n');
  const run = async (key: string, config: object) =>
    (await runMap(states, await states.createMachine(distributed(reader(key, config))))).output;
  expect(await run('inventory/manifest.json', { InputType: 'MANIFEST' })).toBe(
    '[{"Bucket":"data","Key":"a"},{"Bucket":"data","Key":"b"}]',
  );
  expect(await run('athena.csv', { InputType: 'JSONL', ManifestType: 'ATHENA_DATA' })).toBe('[3]');
});

test.each([
  [
    'gone.json',
    undefined,
    /^The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey/,
  ],
  ['bad.json', '{', /not valid JSON/],
  ['number.json', '1', /non-iterable/],
  ['bad.json.gz', '[1]', /^The file bad\.json\.gz is not in GZIP format\.$/],
  ['bomb.json.gz', toBomb(), /^The file bomb\.json\.gz is too large to be unpacked/],
  ['table.parquet', 'PAR1', /^The format of the file table\.parquet is not supported/],
])('a file that cannot be read fails the map run: %s', async (key, body, cause) => {
  if (body !== undefined) await put(key, body);
  const machine = await states.createMachine(distributed(reader(key, { InputType: 'JSON' })));
  const ended = await runMap(states, machine);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  expect(ended.cause).toMatch(cause);
});

/** GZIP of 272 MiB in a few hundred kilobytes. */
function toBomb(): Buffer {
  return Buffer.concat(Array.from({ length: 17 }, () => BLANK));
}

test('a version of a file is asked for, where one is named', async () => {
  await put('versioned.json', '[1]');
  const run = async (VersionId: string) => {
    const { ItemReader } = reader('versioned.json', { InputType: 'JSON' }) as {
      readonly ItemReader: { readonly Arguments: object };
    };
    const Arguments = { ...ItemReader.Arguments, VersionId };
    const map = distributed({ ItemReader: { ...ItemReader, Arguments } });
    return await runMap(states, await states.createMachine(map));
  };
  expect((await run('null')).output).toBe('[1]');
  const { error, cause } = await run('{% "of" & "old" %}');
  expect(error).toBe('States.ItemReaderFailed');
  expect(cause).toMatch(/Error Code: NoSuchVersion/);
});

test('the role must be allowed to read', async () => {
  await put('secret.json', '[1]');
  const machine = await states.createMachine(
    distributed(reader('secret.json', { InputType: 'JSON' })),
    { actions: ['states:StartExecution'] },
  );
  const ended = await runMap(states, machine);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  expect(ended.cause).toContain('Status Code: 403');
});

function writer(config?: object): object {
  return {
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Arguments: { Bucket: 'results', Prefix: '{% $states.input.prefix %}' },
      ...(config === undefined ? {} : { WriterConfig: config }),
    },
  };
}

test('writes results and a manifest of them', async () => {
  const machine = await states.createMachine(
    distributed(
      { Items: [1, 2, 3], MaxConcurrency: 1, ToleratedFailureCount: 1, ...writer() },
      failingWhere('$states.input = 2'),
    ),
  );
  const { executionArn = '', output = '' } = await runMap(states, machine, { prefix: 'a/' });
  const mapRunArn = await findMapRun(states, executionArn);
  const id = mapRunArn.split(':').at(-1) ?? '';
  expect(JSON.parse(output)).toEqual({
    MapRunArn: mapRunArn,
    ResultWriterDetails: { Bucket: 'results', Key: `a/${id}/manifest.json` },
  });
  const [succeeded, failed] = [
    await get(`a/${id}/SUCCEEDED_0.json`),
    await get(`a/${id}/FAILED_0.json`),
  ];
  expect(JSON.parse(await get(`a/${id}/manifest.json`))).toEqual({
    DestinationBucket: 'results',
    MapRunArn: mapRunArn,
    ResultFiles: {
      FAILED: [{ Key: `a/${id}/FAILED_0.json`, Size: failed.length }],
      PENDING: [],
      SUCCEEDED: [{ Key: `a/${id}/SUCCEEDED_0.json`, Size: succeeded.length }],
    },
  });
  const [record] = JSON.parse(succeeded) as object[];
  expect(record).toMatchObject({ Input: '1', Output: '1', Status: 'SUCCEEDED', RedriveCount: 0 });
  expect(Object.keys(record ?? {})).toEqual(Object.keys(record ?? {}).sort());
  expect(JSON.parse(failed)).toMatchObject([{ Input: '2', Error: 'Bad', Status: 'FAILED' }]);
});

test.each([
  [{ Transformation: 'COMPACT' }, 'json', '[[1],[2,3]]'],
  [{ Transformation: 'FLATTEN' }, 'json', '[1,2,3]'],
  [{ Transformation: 'FLATTEN', OutputType: 'JSONL' }, 'jsonl', '1\n2\n3\n'],
])('writes results as %j says', async (config, ending, text) => {
  const machine = await states.createMachine(
    distributed({ Items: '{% [[1], [2, 3]] %}', ...writer(config) }),
  );
  const { output = '' } = await runMap(states, machine, { prefix: 'formats' });
  const { ResultWriterDetails: details } = JSON.parse(output) as {
    ResultWriterDetails: { Key: string };
  };
  expect(await get(details.Key.replace('manifest.json', `SUCCEEDED_0.${ending}`))).toBe(text);
});

test('formats results without writing them', async () => {
  const machine = await states.createMachine(
    distributed({
      Items: '{% [[1], [2, 3]] %}',
      ResultWriter: { WriterConfig: { Transformation: 'FLATTEN' } },
    }),
  );
  expect((await runMap(states, machine)).output).toBe('[1,2,3]');
});

test('writes what failed and what never began, and the rest after a redrive', async () => {
  const isBad = { now: true };
  const resource = await states.createFunction('fragile', (event) =>
    isBad.now && event === 2
      ? { kind: 'threw', payload: '{"errorType":"Bad"}' }
      : { kind: 'returned', payload: JSON.stringify(event) },
  );
  const machine = await states.createMachine(
    distributed(
      { Items: [1, 2, 3], MaxConcurrency: 1, ...writer() },
      {
        Item: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: resource, Payload: '{% $states.input %}' },
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      },
    ),
  );
  const { executionArn = '', status } = await runMap(states, machine, { prefix: 'r' });
  expect(status).toBe('FAILED');
  const id = (await findMapRun(states, executionArn)).split(':').at(-1) ?? '';
  expect(JSON.parse(await get(`r/${id}/PENDING_0.json`))).toEqual([
    { Input: '3', InputDetails: { Included: true }, Status: 'PENDING' },
  ]);
  isBad.now = false;
  await states.sfn.send(new RedriveExecutionCommand({ executionArn }));
  await untilEnded(states, executionArn);
  const folder = `r/${id}/Redrive-1/`;
  const again = JSON.parse(await get(`${folder}SUCCEEDED_0.json`)) as { Input: string }[];
  expect(again.map(({ Input }) => Input)).toEqual(['2', '3']);
  const manifest = JSON.parse(await get(`${folder}manifest.json`)) as {
    ResultFiles: { SUCCEEDED: { Key: string }[] };
  };
  expect(manifest.ResultFiles.SUCCEEDED.map(({ Key }) => Key)).toEqual([
    `r/${id}/SUCCEEDED_0.json`,
    `${folder}SUCCEEDED_0.json`,
  ]);
  const { Contents } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'results', Prefix: folder }),
  );
  expect(Contents).toHaveLength(2);
});

test('results that cannot be written fail the map run', async () => {
  const machine = await states.createMachine(
    distributed({
      Items: [1],
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Arguments: { Bucket: 'no-such-bucket', Prefix: 'p' },
      },
    }),
  );
  expect(await runMap(states, machine)).toMatchObject({
    status: 'FAILED',
    error: 'States.ResultWriterFailed',
    cause: expect.stringContaining('NoSuchBucket'),
  });
});

import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { advanceUntil } from '../../support/advance-until.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import {
  type AdapterAnswer,
  type ImageAdapter,
  startImageAdapter,
} from '../../support/image-adapter.ts';
import { refusalOf } from '../../support/refusal.ts';
import { createRole } from '../../support/roles.ts';

const clock = createManualClock(Date.UTC(2026, 3, 1));
let running: RunningCloud;
let client: LambdaClient;
let adapter: ImageAdapter;
let role: string;
let answer: (event: string) => Promise<AdapterAnswer> = (body) => Promise.resolve({ body });
const seen: unknown[] = [];
beforeAll(async () => {
  running = await startCloud({ clock });
  client = new LambdaClient(running.clientConfig);
  role = await createRole(running.cloud, {
    name: 'r',
    service: 'lambda.amazonaws.com',
    actions: [],
  });
  adapter = await startImageAdapter(async (event, headers) => {
    seen.push(headers);
    return await answer(event);
  });
  await create('image', adapter.url);
});
afterAll(async () => {
  client.destroy();
  await adapter.close();
  await running.close();
});

const create = async (FunctionName: string, ImageUri: string) =>
  await client.send(
    new CreateFunctionCommand({
      ...{ FunctionName, Role: role, PackageType: 'Image', Timeout: 5, Code: { ImageUri } },
    }),
  );
const invoke = async (FunctionName = 'image') => {
  const Payload = Buffer.from('{"a":1}');
  const result = await client.send(new InvokeCommand({ FunctionName, Payload }));
  const payload = JSON.parse(Buffer.from(result.Payload ?? []).toString()) as unknown;
  return { error: result.FunctionError, payload };
};

test('an image is the URL of an adapter, which takes the event and answers the result', async () => {
  expect(await invoke()).toEqual({ error: undefined, payload: { a: 1 } });
  expect(seen.at(-1)).toMatchObject({
    'content-type': 'application/json',
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:image',
    'lambda-runtime-deadline-ms': String(clock.now() + 5000),
  });
  expect(await client.send(new GetFunctionCommand({ FunctionName: 'image' }))).toMatchObject({
    Configuration: { PackageType: 'Image', CodeSize: 0 },
    Code: { RepositoryType: 'ECR', ImageUri: adapter.url },
  });
});

test.each<[string, AdapterAnswer, unknown]>([
  [
    'an error in the answer is the function’s',
    { body: '{"errorType":"ValueError","errorMessage":"no"}' },
    { errorType: 'ValueError', errorMessage: 'no' },
  ],
  ['so is one told by the status', { status: 500, body: '{"why":"no"}' }, { why: 'no' }],
  [
    'so is one told by the header',
    { headers: { 'X-Amz-Function-Error': 'Unhandled' }, body: '{"why":"no"}' },
    { why: 'no' },
  ],
  ['what is no JSON is a fault', { body: 'no' }, { errorType: 'Runtime.ExitError' }],
])('%s', async (_title, answered, payload) => {
  answer = () => Promise.resolve(answered);
  expect(await invoke()).toMatchObject({ error: 'Unhandled', payload });
});

test('an adapter that never answers times out, and one that is not there fails', async () => {
  answer = () => new Promise(() => undefined);
  const { payload } = await advanceUntil(clock, invoke(), 1000);
  expect(payload).toMatchObject({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/Task timed out after 5\.00 seconds$/u),
  });
  await create('nobody', 'http://127.0.0.1:1/');
  expect(await invoke('nobody')).toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
});

test('only this machine may be named, and a zip does not become an image', async () => {
  for (const uri of [
    '123456789012.dkr.ecr.us-east-1.amazonaws.com/image:latest',
    'http://example.com/',
    'http://user@127.0.0.1/',
  ]) {
    expect(await refusalOf(create('other', uri))).toMatchObject({
      name: 'InvalidParameterValueException',
    });
  }
  const update = client.send(
    new UpdateFunctionCodeCommand({ FunctionName: 'image', ZipFile: Buffer.from('zip') }),
  );
  expect(await refusalOf(update)).toMatchObject({ name: 'InvalidParameterValueException' });
  const bare = client.send(
    new CreateFunctionCommand({
      ...{ FunctionName: 'bare', Role: role, PackageType: 'Image', Code: {} },
    }),
  );
  expect(await refusalOf(bare)).toMatchObject({ name: 'InvalidParameterValueException' });
});

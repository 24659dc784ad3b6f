import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ServiceError } from '../../../local/service-error.ts';
import { type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
});

/** S3 whose every operation records its input and answers `answers[operation]`. */
async function startS3(answers: Readonly<Record<string, unknown>>): Promise<{
  readonly client: S3Client;
  readonly seen: { readonly operation: string; readonly input: Record<string, unknown> }[];
  readonly wire: RunningWire;
}> {
  const seen: { operation: string; input: Record<string, unknown> }[] = [];
  const running = await startWire({
    s3: Object.fromEntries(
      Object.entries(answers).map(([operation, answer]) => [
        operation,
        (input: Record<string, unknown>) => {
          seen.push({ operation, input });
          if (answer instanceof Error) throw answer;
          return answer;
        },
      ]),
    ),
  });
  wire = running;
  const client = new S3Client({ ...running.clientConfig, forcePathStyle: true });
  return { client, seen, wire: running };
}

test('an object goes in with its key, metadata and checksum, and comes out again', async () => {
  const { client, seen } = await startS3({
    PutObject: { ETag: '"e"' },
    GetObject: {
      Body: Buffer.from('hello'),
      ContentLength: 5,
      ContentType: 'text/plain',
      Metadata: { filesha256: 'abc' },
      LastModified: new Date(1_700_000_000_000),
    },
  });
  const Key = 'dir//a b+ü&(1).txt';
  const put = { Bucket: 'b', Key, Body: 'hello', Metadata: { filesha256: 'abc' } };
  expect((await client.send(new PutObjectCommand(put))).ETag).toBe('"e"');
  expect(seen[0]?.input).toMatchObject({
    Bucket: 'b',
    Key,
    Metadata: { filesha256: 'abc' },
    ChecksumCRC32: 'NhCmhg==',
  });
  expect(Buffer.from(seen[0]?.input['Body'] as Uint8Array).toString()).toBe('hello');
  const got = await client.send(new GetObjectCommand({ Bucket: 'b', Key }));
  expect(await got.Body?.transformToString()).toBe('hello');
  expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { filesha256: 'abc' } });
  expect(got.LastModified?.getTime()).toBe(1_700_000_000_000);
});

test('operations with the same method and path are told apart', async () => {
  const { client, seen } = await startS3({
    PutObject: {},
    UploadPart: {},
    CopyObject: { CopyObjectResult: { ETag: '"e"' } },
    ListBuckets: { Buckets: [{ Name: 'b' }] },
    ListObjectsV2: { Contents: [], IsTruncated: false },
    GetBucketLocation: { LocationConstraint: 'eu-west-1' },
  });
  const at = { Bucket: 'b', Key: 'k' };
  await client.send(new PutObjectCommand({ ...at, Body: 'x' }));
  await client.send(new UploadPartCommand({ ...at, Body: 'x', PartNumber: 2, UploadId: 'u' }));
  const copied = await client.send(new CopyObjectCommand({ ...at, CopySource: 'b/other' }));
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  await client.send(new ListObjectsV2Command({ Bucket: 'b', Prefix: 'p/' }));
  const location = await client.send(new GetBucketLocationCommand({ Bucket: 'b' }));
  expect(seen.map(({ operation }) => operation)).toEqual([
    'PutObject',
    'UploadPart',
    'CopyObject',
    'ListBuckets',
    'ListObjectsV2',
    'GetBucketLocation',
  ]);
  expect(seen[1]?.input).toMatchObject({ PartNumber: 2, UploadId: 'u' });
  expect(copied.CopyObjectResult?.ETag).toBe('"e"');
  expect(Buckets).toEqual([{ Name: 'b' }]);
  expect(location.LocationConstraint).toBe('eu-west-1');
});

test('any key of a deletion survives the XML', async () => {
  const { client, seen } = await startS3({ DeleteObjects: {} });
  const manyKeys = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(manyKeys, async (keys) => {
      const Objects = keys.map((Key) => ({ Key }));
      await client.send(
        new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects, Quiet: true } }),
      );
      expect(seen.at(-1)?.input['Delete']).toEqual({ Objects, Quiet: true });
    }),
    { numRuns: 50 },
  );
});

test('S3 has an error element of its own, and none where the answer has no body', async () => {
  const noSuchKey = new ServiceError('NoSuchKey', 'There is none.', {
    status: 404,
    details: { Key: 'a<b' },
  });
  const { client, wire: running } = await startS3({ GetObject: noSuchKey, HeadObject: noSuchKey });
  await expect(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
    message: 'There is none.',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject(
    {
      $metadata: { httpStatusCode: 404 },
    },
  );
  const response = await send(running, 'GET', '/b/k');
  expect(await response.text()).toMatch(
    /<Error><Code>NoSuchKey<\/Code><Message>There is none\.<\/Message><Key>a&lt;b<\/Key><RequestId>/u,
  );
});

test.each([
  ['no XML', '<Delete><Object>'],
  [
    'entities of its own',
    '<!DOCTYPE d [<!ENTITY x "y">]><Delete><Object><Key>&x;</Key></Object></Delete>',
  ],
])('a body with %s is MalformedXML', async (_name, body) => {
  const { wire: running } = await startS3({ DeleteObjects: {} });
  const response = await send(running, 'POST', '/b?delete', body);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('<Code>MalformedXML</Code>');
});

test('a body in chunks is put together, and the checksum of its trailer is a member', async () => {
  const { seen, wire: running } = await startS3({ PutObject: {} });
  const body = '5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n';
  const response = await send(running, 'PUT', '/b/k', body, {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '11',
  });
  expect(response.status).toBe(200);
  const { input } = seen[0] ?? {};
  expect(Buffer.from(input?.['Body'] as Uint8Array).toString()).toBe('hello world');
  expect(input).toMatchObject({ ChecksumCRC32: 'DUoRhQ==' });
  expect(input?.['ContentEncoding']).toBeUndefined();
});

test.each(['5\r\nhel', 'zz\r\nhello\r\n0\r\n\r\n', '5\r\nhello\r\n0\r\n\r\n'])(
  'chunks that do not add up are refused',
  async (body) => {
    const { wire: running } = await startS3({ PutObject: {} });
    const response = await send(running, 'PUT', '/b/k', body, {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '7',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>IncompleteBody</Code>');
  },
);

test('what S3 has and the endpoint has not is NotImplemented, and the log keeps no signature', async () => {
  const { wire: running } = await startS3({});
  const response = await send(running, 'GET', '/b?torrent-of-words&X-Amz-Signature=5ecret');
  expect(response.status).toBe(501);
  expect(JSON.stringify(running.log)).toContain('s3:');
  expect(JSON.stringify(running.log)).not.toContain('5ecret');
});

function send(
  { url }: RunningWire,
  method: string,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const scope = 'AKIA/20260101/us-east-1/s3/aws4_request';
  return fetch(`${url}${path}`, {
    method,
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
    },
    ...(body === undefined ? {} : { body }),
  });
}

// Objects over the real client and the real wire: bytes, headers, checksums, lists, conditions and uploads in parts.
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

let cloud: RunningCloud;
let s3: S3Client;
let Bucket: string;
let count = 0;

beforeAll(async () => {
  cloud = await startCloud();
  s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
});

afterAll(async () => {
  s3.destroy();
  await cloud.close();
});

beforeEach(async () => {
  count += 1;
  Bucket = `bucket-${String(count)}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
});

async function put(Key: string, Body: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

test('an object comes back with its bytes, its metadata, its ETag and the checksum of its writer', async () => {
  const written = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'a b/ü+1.txt',
      Body: 'hello',
      ContentType: 'text/plain',
      Metadata: { filesha256: 'abc=' },
    }),
  );
  expect(written).toMatchObject({
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    ChecksumCRC32: 'NhCmhg==',
  });
  const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'a b/ü+1.txt' }));
  expect(read).toMatchObject({
    ContentType: 'text/plain',
    ContentLength: 5,
    Metadata: { filesha256: 'abc=' },
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    ServerSideEncryption: 'AES256',
  });
  expect(await read.Body?.transformToString()).toBe('hello');
  const head = await s3.send(
    new HeadObjectCommand({ Bucket, Key: 'a b/ü+1.txt', ChecksumMode: 'ENABLED' }),
  );
  expect(head).toMatchObject({ ContentLength: 5, ChecksumCRC32: 'NhCmhg==' });
});

test.each([
  ['CRC32C', 'mnG7TA=='],
  ['CRC64NVME', 'M3eFcAZSQlc='],
  ['SHA256', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='],
])('a %s checksum is verified against the bytes', async (name, right) => {
  const input = { Bucket, Key: 'k', Body: 'hello' };
  const written = await s3.send(new PutObjectCommand({ ...input, [`Checksum${name}`]: right }));
  expect(written).toMatchObject({ [`Checksum${name}`]: right });
  await expect(
    s3.send(new PutObjectCommand({ ...input, Body: 'hullo', [`Checksum${name}`]: right })),
  ).rejects.toMatchObject({ name: 'BadDigest' });
});

test('a body in chunks with its checksum in the trailer is unpacked and verified', async () => {
  // A stream of unknown content makes the client send aws-chunked.
  const { Readable } = await import('node:stream');
  const Body = Readable.from([Buffer.from('chunk one, '), Buffer.from('chunk two')]);
  const written = await s3.send(
    new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 20 }),
  );
  expect(written.ChecksumCRC32).toEqual(expect.any(String));
  const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
  expect(await read.Body?.transformToString()).toBe('chunk one, chunk two');
  expect(read.ContentEncoding).toBeUndefined();
});

test('ranges give the asked bytes across the chunks of the store', async () => {
  const bytes = Buffer.alloc(3 * 1024 * 1024, Buffer.from('0123456789'));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'big', Body: bytes }));
  const read = async (Range: string): Promise<string> => {
    const { Body, $metadata } = await s3.send(new GetObjectCommand({ Bucket, Key: 'big', Range }));
    expect($metadata.httpStatusCode).toBe(206);
    return (await Body?.transformToString()) ?? '';
  };
  const edge = 1024 * 1024;
  expect(await read(`bytes=${String(edge - 3)}-${String(edge + 3)}`)).toBe(
    bytes.toString('latin1', edge - 3, edge + 4),
  );
  expect(await read('bytes=-4')).toBe(bytes.toString('latin1', bytes.length - 4));
  await expect(read(`bytes=${String(bytes.length)}-`)).rejects.toMatchObject({
    name: 'InvalidRange',
    $metadata: { httpStatusCode: 416 },
  });
});

test('what is missing is named: the key, the bucket, and nothing at all for HEAD', async () => {
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
    message: 'The specified key does not exist.',
  });
  await expect(
    s3.send(new ListObjectsV2Command({ Bucket: 'no-such-bucket' })),
  ).rejects.toMatchObject({ name: 'NoSuchBucket', message: 'The specified bucket does not exist' });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
    name: 'NotFound',
    $metadata: { httpStatusCode: 404 },
  });
});

test('lists come in pages, in the order of bytes, with prefixes rolled up', async () => {
  for (const key of ['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd', 'é']) await put(key, 'x');
  const pages: (string | undefined)[][] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2, ContinuationToken }),
    );
    pages.push([
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ...(page.Contents ?? []).map(({ Key }) => Key),
    ]);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  expect(pages).toEqual([['a/', 'b'], ['c/', 'd'], ['é']]);
  const inC = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'c/', StartAfter: 'c/1' }));
  expect(inC.Contents?.map(({ Key }) => Key)).toEqual(['c/2']);
  const first = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 3, Marker: 'a/1' }));
  expect(first).toMatchObject({ IsTruncated: true, Marker: 'a/1' });
  expect(first.Contents?.map(({ Key }) => Key)).toEqual(['a/2', 'b', 'c/1']);
});

test('conditions on writes and reads hold', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', IfNoneMatch: '*' }));
  await expect(
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two', IfNoneMatch: '*' })),
  ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
  await expect(
    s3.send(new GetObjectCommand({ Bucket, Key: 'k', IfNoneMatch: ETag })),
  ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
});

test('a copy takes bytes and headers along, and new headers where they are to be replaced', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'x', Metadata: { a: '1' } }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }));
  const copy = await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }));
  expect(copy.Metadata).toEqual({ a: '1' });
  await expect(
    s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/to` })),
  ).rejects.toMatchObject({ name: 'InvalidRequest' });
});

test('an upload in parts becomes one object with the ETag and checksum of its parts', async () => {
  const Key = 'large';
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC32' }),
  );
  const bodies = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('end')];
  const parts = await Promise.all(
    bodies.map(async (Body, index) => {
      const PartNumber = index + 1;
      const input = { Bucket, Key, UploadId, PartNumber, Body };
      const part = await s3.send(new UploadPartCommand({ ...input, ChecksumAlgorithm: 'CRC32' }));
      return { PartNumber, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 };
    }),
  );
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(listed.Parts?.map(({ Size }) => Size)).toEqual([5 * 1024 * 1024, 3]);
  await expect(
    s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts: parts.toReversed() },
      }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  const done = await s3.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: parts },
    }),
  );
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  expect(done.ChecksumCRC32).toMatch(/-2$/);
  const read = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const whole = await read.Body?.transformToByteArray();
  expect(whole?.length).toBe(5 * 1024 * 1024 + 3);
  expect(Buffer.from(whole?.slice(-4) ?? []).toString()).toBe('aend');
  await expect(s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
});

test('a bucket goes only when it is empty, and keys go by the thousand', async () => {
  await put('one', '1');
  await put('two', '2');
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
    $metadata: { httpStatusCode: 409 },
  });
  const { Deleted } = await s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: 'one' }, { Key: 'two' }, { Key: 'never-was' }] },
    }),
  );
  expect(Deleted?.map(({ Key }) => Key)).toEqual(['one', 'two', 'never-was']);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test('the bytes of objects are not readable in the store', async () => {
  const { createStore } = await import('../../../local/store.ts');
  const store = createStore();
  const own = await startCloud({ store });
  const client = new S3Client({ ...own.clientConfig, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'open-sesame' }));
  const dump = JSON.stringify(store.collection('s3/chunks').list());
  expect(Buffer.from(JSON.stringify(dump), 'base64').toString()).not.toContain('open-sesame');
  expect(dump).not.toContain(Buffer.from('open-sesame').toString('base64').slice(0, 12));
  client.destroy();
  await own.close();
  store.close();
});

// Buckets, their policies and settings, over the real client.
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

let cloud: RunningCloud;
let s3: S3Client;
const Bucket = 'the-bucket';

beforeAll(async () => {
  cloud = await startCloud();
  s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  s3.destroy();
  await cloud.close();
});

test('buckets are listed, found and placed in the region of their making', async () => {
  const there = new S3Client({ ...cloud.clientConfig, forcePathStyle: true, region: 'eu-west-1' });
  await there.send(new CreateBucketCommand({ Bucket: 'in-ireland' }));
  await expect(there.send(new CreateBucketCommand({ Bucket: 'in-ireland' }))).rejects.toMatchObject(
    {
      name: 'BucketAlreadyOwnedByYou',
    },
  );
  const { LocationConstraint } = await there.send(
    new GetBucketLocationCommand({ Bucket: 'in-ireland' }),
  );
  expect(LocationConstraint).toBe('eu-west-1');
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['in-ireland', Bucket]);
  await s3.send(new HeadBucketCommand({ Bucket }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'nowhere' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  there.destroy();
});

test('names that are none are refused', async () => {
  await expect(s3.send(new CreateBucketCommand({ Bucket: 'No_Name' }))).rejects.toMatchObject({
    name: 'InvalidBucketName',
  });
});

test('a policy is kept as it was put, and must be one', async () => {
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${Bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': false } },
      },
    ],
  });
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucketPolicy',
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'still', Body: 'allowed' }));
  await expect(
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Statement":[{}]}' })),
  ).rejects.toMatchObject({ name: 'MalformedPolicy', message: 'Missing required field Effect' });
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
});

test('settings come back as they were put, and what is not here is refused', async () => {
  const ServerSideEncryptionConfiguration = {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }],
  };
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
  expect(await s3.send(new GetBucketEncryptionCommand({ Bucket }))).toMatchObject({
    ServerSideEncryptionConfiguration,
  });
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true, BlockPublicPolicy: false };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  expect(await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).toMatchObject({
    PublicAccessBlockConfiguration,
  });
  const TagSet = [{ Key: 'STAGE', Value: 'dev' }];
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  expect(await s3.send(new GetBucketTaggingCommand({ Bucket }))).toMatchObject({ TagSet });
  const enable = { Status: 'Enabled' as const };
  await expect(
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: enable })),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
  await s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
  );
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended');
  await expect(
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    ),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
});

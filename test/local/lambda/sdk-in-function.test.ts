// A function as people deploy it: the SDK bundled in, its code uploaded to S3, its role's rights enforced.

import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { createManualClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createRole, describeFunction, zip } from './functions.ts';

const SOURCE = `
  import { SecretsManagerClient, DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
  const client = new SecretsManagerClient({ maxAttempts: 1 });
  export const handler = async ({ SecretId }) => {
    const { Name } = await client.send(new DescribeSecretCommand({ SecretId }));
    return Name;
  };`;

// The bundle takes a while on a busy machine.
let cloud: RunningCloud;
let lambda: LambdaClient;

beforeEach(async () => {
  // Years away from the machine's time: the function's signatures must follow the endpoint's clock.
  cloud = await startCloud({ clock: createManualClock(Date.UTC(2031, 5, 1)) });
  lambda = new LambdaClient(cloud.clientConfig);
});
afterEach(async () => {
  lambda.destroy();
  await cloud.close();
});

async function createSecret(Name: string): Promise<void> {
  const secrets = new SecretsManagerClient(cloud.clientConfig);
  await secrets.send(new CreateSecretCommand({ Name, SecretString: 'x' }));
  secrets.destroy();
}

async function upload(): Promise<{ S3Bucket: string; S3Key: string }> {
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const [S3Bucket, S3Key] = ['code', 'function.zip'];
  const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: S3Bucket }));
  const Body = zip({ 'index.js': outputFiles[0]?.text ?? '' });
  await s3.send(new PutObjectCommand({ Bucket: S3Bucket, Key: S3Key, Body }));
  s3.destroy();
  return { S3Bucket, S3Key };
}

test('a function calls the endpoint with the rights of its role, and no others', async () => {
  await createSecret('allowed');
  await createSecret('other');
  const role = await createRole(cloud.clientConfig, [
    {
      Effect: 'Allow',
      Action: 'secretsmanager:DescribeSecret',
      Resource: 'arn:aws:secretsmanager:*:*:secret:allowed-*',
    },
  ]);
  await lambda.send(
    new CreateFunctionCommand({ ...describeFunction(role, ''), Code: await upload(), Timeout: 20 }),
  );
  const invoke = async (SecretId: string): Promise<unknown> => {
    const { Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: 'plan',
        Payload: Buffer.from(JSON.stringify({ SecretId })),
      }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown;
  };
  expect(await invoke('allowed')).toBe('allowed');
  expect(await invoke('other')).toMatchObject({
    errorType: 'AccessDeniedException',
    errorMessage: expect.stringContaining(
      'arn:aws:sts::000000000000:assumed-role/function-role/plan is not authorized to perform: secretsmanager:DescribeSecret',
    ),
  });
});

test('code that the caller cannot read makes no function', async () => {
  const role = await createRole(cloud.clientConfig, []);
  await expect(
    lambda.send(
      new CreateFunctionCommand({
        ...describeFunction(role, ''),
        Code: { S3Bucket: 'absent', S3Key: 'function.zip' },
      }),
    ),
  ).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining('S3 Error Code: NoSuchBucket'),
  });
});

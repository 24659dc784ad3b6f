import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetRandomPasswordCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from '@jest/globals';
import { createManualClock, createSystemClock } from '../../local/clock.ts';
import { type Cloud, createCloud, openCloud } from '../../local/cloud.ts';
import type { WireRequest } from '../../local/wire/message.ts';
import {
  type ClientConfig,
  createClientConfig,
  createInProcessConfig,
  startCloud,
} from '../support/cloud.ts';

const ROLE_ARN = 'arn:aws:iam::000000000000:role/worker';
const clouds: Cloud[] = [];

afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

function keep<Kind extends Cloud>(cloud: Kind): Kind {
  clouds.push(cloud);
  return cloud;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A role that may do everything, and keys for it. */
async function issueKeys(config: ClientConfig): Promise<Keys> {
  const iam = new IAMClient(config);
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '000000000000' } };
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'worker',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const all = { Effect: 'Allow', Action: '*', Resource: '*' };
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'worker',
      PolicyName: 'all',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [all] }),
    }),
  );
  const { Credentials } = await new STSClient(config).send(
    new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: 'session' }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

test('keys that the endpoint issued work for every protocol over HTTP', async () => {
  const { cloud, clientConfig } = await startCloud();
  keep(cloud);
  const credentials = await issueKeys(clientConfig);
  const config = { ...clientConfig, credentials };
  const { Arn } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe('arn:aws:sts::000000000000:assumed-role/worker/session');
  const { RandomPassword } = await new SecretsManagerClient(config).send(
    new GetRandomPasswordCommand({ PasswordLength: 12 }),
  );
  expect(RandomPassword).toHaveLength(12);
  // A path with an ARN is encoded twice, S3's paths once: a wrong turn shows as a wrong signature.
  const FunctionName = 'arn:aws:lambda:us-east-1:000000000000:function:a';
  await expect(
    new LambdaClient(config).send(new GetFunctionCommand({ FunctionName })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(
    new S3Client({ ...config, forcePathStyle: true }).send(
      new PutObjectCommand({ Bucket: 'no-such', Key: "a b//(ü)+'*.txt", Body: 'x' }),
    ),
  ).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('a wrong secret key, session token or missing signature is refused', async () => {
  const { cloud, clientConfig } = await startCloud();
  keep(cloud);
  const keys = await issueKeys(clientConfig);
  const ask = (credentials: Keys) =>
    new SecretsManagerClient({ ...clientConfig, credentials }).send(
      new GetRandomPasswordCommand({}),
    );
  await expect(ask({ ...keys, secretAccessKey: 'wrong' })).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    message: expect.stringContaining('does not match the signature you provided'),
  });
  await expect(ask({ ...keys, sessionToken: 'wrong' })).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  });
});

test.each<[string, (request: WireRequest) => WireRequest]>([
  ['body', (request) => ({ ...request, body: Buffer.from('{"PasswordLength":99}') })],
  ['path', (request) => ({ ...request, path: '/other' })],
  ['query', (request) => ({ ...request, path: '/?a=b' })],
  ['method', (request) => ({ ...request, method: 'PUT' })],
  [
    'target',
    (request) => ({
      ...request,
      headers: { ...request.headers, 'x-amz-target': 'secretsmanager.ListSecrets' },
    }),
  ],
  [
    'time',
    (request) => ({
      ...request,
      headers: { ...request.headers, 'x-amz-date': '20200101T000000Z' },
    }),
  ],
  [
    'hash of the body',
    (request) => ({
      ...request,
      headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    }),
  ],
])('a request whose %s was changed on the way is refused', async (_name, change) => {
  const cloud = keep(createCloud());
  const keys = await issueKeys(createInProcessConfig(cloud));
  const tampering = createInProcessConfig({
    ...cloud,
    handle: (request) => cloud.handle(change(request)),
  });
  const honest = createInProcessConfig(cloud);
  const ask = (config: typeof honest) =>
    new SecretsManagerClient({ ...config, credentials: keys }).send(
      new GetRandomPasswordCommand({ PasswordLength: 12 }),
    );
  await expect(ask(honest)).resolves.toMatchObject({ RandomPassword: expect.any(String) });
  await expect(ask(tampering)).rejects.toMatchObject({
    name: expect.stringMatching(/^InvalidSignature/u),
  });
});

test('keys expire by the endpoint’s clock, and so do signatures', async () => {
  const clock = createManualClock(createSystemClock().now());
  const cloud = keep(createCloud({ clock }));
  const config = createInProcessConfig(cloud);
  const credentials = await issueKeys(config);
  const ask = (systemClockOffset: number) =>
    new SecretsManagerClient({ ...config, credentials, systemClockOffset }).send(
      new GetRandomPasswordCommand({}),
    );
  await clock.advance(16 * 60_000);
  await expect(ask(0)).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    message: expect.stringContaining('Signature expired'),
  });
  await expect(ask(16 * 60_000)).resolves.toBeDefined();
  await clock.advance(44 * 60_000);
  await expect(ask(60 * 60_000)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

test('a client whose clock is wrong sets it by the answer and is admitted at its second try', async () => {
  const inThirtyDays = createSystemClock().now() + 30 * 86_400_000;
  const cloud = keep(createCloud({ clock: createManualClock(inThirtyDays) }));
  const config = createInProcessConfig(cloud);
  const credentials = await issueKeys(config);
  const client = new SecretsManagerClient({ ...config, credentials, maxAttempts: 2 });
  await expect(client.send(new GetRandomPasswordCommand({}))).resolves.toBeDefined();
});

test('a presigned URL works until it expires, for what it was signed for', async () => {
  const clock = createManualClock(createSystemClock().now());
  const cloud = keep(createCloud({ clock }));
  const config = createInProcessConfig(cloud);
  const credentials = await issueKeys(config);
  const s3 = new S3Client({ ...config, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a b', Body: 'hello' }));
  const path = await presign(s3, '/bucket/a%20b', 60);
  const get = async (url: string): Promise<string> => {
    const headers = { host: '127.0.0.1' };
    const { body } = await cloud.handle({ method: 'GET', path: url, headers, body: NOTHING });
    return Buffer.from(body).toString();
  };
  expect(await get(path)).toBe('hello');
  expect(await get(path.replace('a%20b', 'other'))).toContain('<Code>SignatureDoesNotMatch</Code>');
  expect(await get(path.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).toContain(
    '<Code>SignatureDoesNotMatch</Code>',
  );
  await clock.advance(61_000);
  expect(await get(path)).toContain(
    '<Code>AccessDenied</Code><Message>Request has expired</Message>',
  );
});

const NOTHING = new Uint8Array();

interface Presigner {
  presign(
    request: object,
    options: object,
  ): Promise<{ readonly query?: Readonly<Record<string, unknown>> }>;
}

/** By the client's own signer; the package for presigning is not among ours. */
async function presign(s3: S3Client, path: string, expiresIn: number): Promise<string> {
  const signer = await s3.config.signer({
    name: 'sigv4',
    signingName: 's3',
    signingRegion: 'us-east-1',
  } as Parameters<typeof s3.config.signer>[0]);
  const { query } = await (signer as unknown as Presigner).presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      headers: { host: '127.0.0.1', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn, unsignableHeaders: new Set(['x-amz-content-sha256']) },
  );
  const pairs = Object.entries(query ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  return `${path}?${pairs.join('&')}`;
}

test('keys of nobody are the account’s root, unless the endpoint is strict', async () => {
  const lax = keep(createCloud());
  const strict = keep(createCloud({ strictAuth: true }));
  const ask = (cloud: Cloud) =>
    new STSClient(createInProcessConfig(cloud)).send(new GetCallerIdentityCommand({}));
  expect((await ask(lax)).Arn).toBe('arn:aws:iam::000000000000:root');
  await expect(ask(strict)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('a restarted endpoint still knows its keys, and the store holds no secret of theirs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-cloud-'));
  try {
    const first = openCloud({ folder });
    const credentials = await issueKeys(createInProcessConfig(first));
    await first.stop();
    expect(statSync(join(folder, 'key', 'master.key')).mode & 0o777).toBe(0o600);
    const store = readdirSync(join(folder, 'store'))
      .map((file) => readFileSync(join(folder, 'store', file), 'latin1'))
      .join('');
    expect(store).toContain(credentials.accessKeyId);
    expect(store).not.toContain(credentials.secretAccessKey);
    expect(store).not.toContain(credentials.sessionToken);

    const second = keep(openCloud({ folder }));
    const client = new STSClient({ ...createInProcessConfig(second), credentials });
    expect((await client.send(new GetCallerIdentityCommand({}))).Arn).toContain('/worker/session');
    await second.stop();

    rmSync(join(folder, 'key', 'master.key'));
    expect(() => openCloud({ folder })).toThrow(
      expect.objectContaining({ code: 'MasterKeyMissing' }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the keys of a test are made at run time', () => {
  const one = createClientConfig('http://127.0.0.1').credentials;
  expect(one).not.toEqual(createClientConfig('http://127.0.0.1').credentials);
});

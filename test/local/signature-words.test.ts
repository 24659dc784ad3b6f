// What AWS says of a signature that is not good: the words that SDKs, their users and search engines know.
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetRandomPasswordCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createManualClock, createSystemClock } from '../../local/clock.ts';
import { type Cloud, createCloud } from '../../local/cloud.ts';
import type { WireRequest } from '../../local/wire/message.ts';
import { createInProcessConfig, type InProcessConfig } from '../support/cloud.ts';
import { refusalOf } from '../support/refusal.ts';

const MINUTE = 60_000;
let cloud: Cloud;
let config: InProcessConfig;
/** What becomes of a request on its way. */
let change: (request: WireRequest) => WireRequest;

beforeEach(async () => {
  cloud = createCloud({ clock: createManualClock(createSystemClock().now()) });
  change = (request) => request;
  config = {
    ...createInProcessConfig({ ...cloud, handle: (request) => cloud.handle(change(request)) }),
    credentials: await createKeys(),
  };
});
afterEach(() => cloud.stop());

async function createKeys() {
  const call = async (operation: string, input: object): Promise<Record<string, unknown>> =>
    await cloud.call({
      ...{ service: 'iam', operation, input, region: 'us-east-1' },
      principal: { kind: 'root', accountId: '000000000000' },
    });
  const UserName = 'u';
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await call('CreateUser', { UserName });
  await call('AttachUserPolicy', { UserName, PolicyArn });
  const { AccessKey } = await call('CreateAccessKey', { UserName });
  const { AccessKeyId, SecretAccessKey } = AccessKey as Record<string, string>;
  return { accessKeyId: AccessKeyId ?? '', secretAccessKey: SecretAccessKey ?? '' };
}

function askSecrets(
  options: { readonly systemClockOffset?: number; readonly region?: string } = {},
) {
  const client = new SecretsManagerClient({ ...config, ...options });
  return refusalOf(client.send(new GetRandomPasswordCommand({})));
}

function askSts() {
  return refusalOf(new STSClient(config).send(new GetCallerIdentityCommand({})));
}

function askS3(options: { readonly systemClockOffset?: number } = {}) {
  const client = new S3Client({ ...config, ...options, forcePathStyle: true });
  return refusalOf(client.send(new ListBucketsCommand({})));
}

function withAuthorization(edit: (text: string) => string | undefined) {
  return ({ headers, ...request }: WireRequest): WireRequest => {
    const { authorization = '', ...others } = headers;
    const edited = edit(authorization);
    return {
      ...request,
      headers: edited === undefined ? others : { ...others, authorization: edited },
    };
  };
}

const MISMATCH = 'The request signature we calculated does not match the signature you provided.';

test('a wrong secret is refused under the name that each protocol has for it', async () => {
  config = { ...config, credentials: { ...config.credentials, secretAccessKey: 'wrong' } };
  const hint =
    'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
  expect(await askSecrets()).toEqual({
    name: 'InvalidSignatureException',
    message: `${MISMATCH} ${hint}`,
  });
  expect(await askSts()).toEqual({
    name: 'SignatureDoesNotMatch',
    message: `${MISMATCH} ${hint}`,
  });
  expect(await askS3()).toEqual({
    name: 'SignatureDoesNotMatch',
    message: `${MISMATCH} Check your key and signing method.`,
  });
});

test('a signature is good for fifteen minutes to either side, and not for one more', async () => {
  const now = (minutes: number): RegExp =>
    minutes < 0
      ? /^Signature expired: (\d{8}T\d{6}Z) is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/u
      : /^Signature not yet current: (\d{8}T\d{6}Z) is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$/u;
  for (const minutes of [-60, -16, 17, 60]) {
    const refusal = await askSecrets({ systemClockOffset: minutes * MINUTE });
    expect(refusal.name).toBe('InvalidSignatureException');
    expect(refusal.message).toMatch(now(minutes));
  }
  const client = new SecretsManagerClient({ ...config, systemClockOffset: -13 * MINUTE });
  await client.send(new GetRandomPasswordCommand({}));
  expect(await askS3({ systemClockOffset: -60 * MINUTE })).toEqual({
    name: 'RequestTimeTooSkewed',
    message: 'The difference between the request time and the current time is too large.',
  });
});

test('a scope for another region, service or day is refused', async () => {
  const edit = (from: RegExp, to: string) => withAuthorization((text) => text.replace(from, to));
  change = edit(/\/us-east-1\//u, '/eu-west-1/');
  expect((await askSecrets()).message).toContain(MISMATCH);
  change = edit(/\/secretsmanager\//u, '/kms/');
  expect(await askSecrets()).toEqual({
    name: 'InvalidSignatureException',
    message: "Credential should be scoped to correct service: 'secretsmanager'.",
  });
  change = edit(/\/\d{8}\//u, '/20200101/');
  expect((await askSts()).message).toMatch(
    /^Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != '(\d{8})', from '\1T\d{6}Z'\.$/u,
  );
  change = (request) => request;
  expect(await askSecrets({ region: 'mars' })).toEqual({
    name: 'InvalidSignatureException',
    message: 'Credential should be scoped to a valid region.',
  });
});

test('a header that steers the call must be signed', async () => {
  const unsign = withAuthorization((text) => text.replace(';x-amz-target', ''));
  change = unsign;
  expect((await askSecrets()).message).toContain(MISMATCH);
  change = ({ headers, ...request }) => ({
    ...request,
    headers: { ...headers, 'x-amz-security-token': 'another' },
  });
  expect((await askSts()).message).toContain(MISMATCH);
});

test.each<[string, (text: string) => string, string, string]>([
  [
    'signature',
    (text) => text.replace(/, Signature=.*/u, ''),
    'IncompleteSignature',
    "Authorization header requires 'Signature' parameter.",
  ],
  [
    'list of headers',
    (text) => text.replace(/ SignedHeaders=[^,]*,/u, ''),
    'IncompleteSignature',
    "Authorization header requires 'SignedHeaders' parameter.",
  ],
  [
    'key',
    (text) => text.replace(/Credential=[^,]*,/u, ''),
    'IncompleteSignature',
    "Authorization header requires 'Credential' parameter.",
  ],
  [
    'whole scope',
    (text) => text.replace(/Credential=[^,]*,/u, 'Credential=AKIA/20260101,'),
    'IncompleteSignature',
    'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
  ],
  [
    'end of the scope',
    (text) => text.replace('aws4_request', 'aws4'),
    'IncompleteSignature',
    "Credential should be scoped with a valid terminator: 'aws4_request'.",
  ],
])('a signature without its %s is incomplete', async (_part, edit, name, message) => {
  change = withAuthorization(edit);
  expect(await askSts()).toEqual({ name, message });
});

test('a signature without a time is incomplete, and a request without any is not signed', async () => {
  change = ({ headers, ...request }) => {
    const { 'x-amz-date': _date, ...others } = headers;
    return { ...request, headers: others };
  };
  expect((await askSecrets()).message).toContain("either a 'X-Amz-Date' or a 'Date' header");
  change = withAuthorization(() => undefined);
  expect(await askSecrets()).toEqual({
    name: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  });
});

test('a request that was taken on its way is good again only while its time lasts', async () => {
  const clock = createManualClock(createSystemClock().now());
  await cloud.stop();
  cloud = createCloud({ clock });
  const taken: WireRequest[] = [];
  config = { ...config, credentials: await createKeys() };
  change = (request) => {
    taken.push(request);
    return request;
  };
  await new SecretsManagerClient(config).send(new GetRandomPasswordCommand({}));
  const replay = async (): Promise<number> =>
    taken[0] === undefined ? 0 : (await cloud.handle(taken[0])).status;
  expect(await replay()).toBe(200);
  await clock.advance(16 * MINUTE);
  expect(await replay()).toBe(400);
});

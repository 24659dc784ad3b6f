import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

const ACCOUNT = '000000000000';

let cloud: RunningCloud;
let iam: IAMClient;
let sts: STSClient;

beforeAll(async () => {
  cloud = await startCloud();
  iam = new IAMClient(cloud.clientConfig);
  sts = new STSClient(cloud.clientConfig);
});

afterAll(() => cloud.close());

async function createRole(RoleName: string, trust: object): Promise<string> {
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }];
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  return Role?.Arn ?? '';
}

async function assume(
  RoleArn: string,
  client = sts,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<STSClient> {
  const { Credentials } = await client.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...more }),
  );
  return new STSClient({
    ...cloud.clientConfig,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
}

test('root and a role’s session are told who they are', async () => {
  const root = await sts.send(new GetCallerIdentityCommand({}));
  expect(root).toMatchObject({
    Account: ACCOUNT,
    UserId: ACCOUNT,
    Arn: `arn:aws:iam::${ACCOUNT}:root`,
  });
  const client = await assume(await createRole('who', { Principal: { AWS: ACCOUNT } }));
  const role = await client.send(new GetCallerIdentityCommand({}));
  expect(role.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/who/me`);
  expect(role.UserId).toMatch(/^AROA[A-Z2-7]{17}:me$/u);
});

test('a role that trusts only a service is nobody else’s, and one that is missing looks the same', async () => {
  const arn = await createRole('service-only', { Principal: { Service: 'lambda.amazonaws.com' } });
  const missing = arn.replace('service-only', 'missing');
  for (const RoleArn of [arn, missing]) {
    await expect(assume(RoleArn)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      $metadata: { httpStatusCode: 403 },
    });
  }
});

test('an external id that the trust policy demands must be given', async () => {
  const arn = await createRole('external', {
    Principal: { AWS: ACCOUNT },
    Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } },
  });
  await expect(assume(arn)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(assume(arn, sts, { ExternalId: 'agreed' })).resolves.toBeDefined();
});

test('a role may become another where its own policies and the other’s trust say so', async () => {
  const first = await assume(await createRole('first', { Principal: { AWS: ACCOUNT } }));
  const second = await createRole('second', { Principal: { AWS: ACCOUNT } });
  await expect(assume(second, first)).rejects.toMatchObject({ name: 'AccessDenied' });
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: second }];
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'first',
      PolicyName: 'chain',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  await expect(assume(second, first)).resolves.toBeDefined();
  const named = await createRole('named', {
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/first` },
  });
  await expect(assume(named, first)).resolves.toBeDefined();
});

test.each<[Partial<AssumeRoleCommandInput>, string]>([
  [{ DurationSeconds: 60 }, 'ValidationError'],
  [{ DurationSeconds: 7200 }, 'ValidationError'],
  [{ RoleSessionName: 'no spaces' }, 'ValidationError'],
  [{ Policy: '{}' }, 'MalformedPolicyDocumentException'],
  [{ SerialNumber: 'arn:aws:iam::000000000000:mfa/me', TokenCode: '123456' }, 'ValidationError'],
])('%j is refused', async (more, name) => {
  const arn = `arn:aws:iam::${ACCOUNT}:role/limits`;
  await createRole('limits', { Principal: { AWS: ACCOUNT } }).catch(() => arn);
  await expect(assume(arn, sts, more)).rejects.toMatchObject({ name });
});

test('root gets a session token, a role does not', async () => {
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/u);
  expect(Credentials?.SecretAccessKey).toHaveLength(40);
  const role = await assume(await createRole('tokenless', { Principal: { AWS: ACCOUNT } }));
  await expect(role.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

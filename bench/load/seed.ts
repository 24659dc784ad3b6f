// Who calls and what is there: a role with policies of a usual kind, and secrets with a value of 1 KiB each.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { sendAll } from './send-all.ts';
import { createToRequest, type Signer } from './signed-request.ts';

const REGION = 'us-east-1';
const VALUE_BYTES = 1024;
const random = createSystemRandom();
const CONNECTIONS = 16;
const BATCH = 5000;

/** Keys that no endpoint issued: ours takes them for the account's root, and so do peers. */
export const root: Signer = {
  accessKeyId: `AKIA${toHex(8).toUpperCase()}`,
  secretAccessKey: toHex(20),
};

export function toName(index: number): string {
  return `bench/${String(index).padStart(6, '0')}`;
}

export function createToken(): string {
  return createUuid(random);
}

export function createValue(): string {
  return Buffer.from(random.bytes((VALUE_BYTES * 3) / 4)).toString('base64');
}

/** Secrets from `from` on, up to `to`, by root. */
export async function createSecrets(
  url: string,
  from: number,
  to: number,
  connections = CONNECTIONS,
): Promise<void> {
  for (let start = from; start < to; start += BATCH) {
    const toRequest = createToRequest(url, root);
    const requests = Array.from({ length: Math.min(BATCH, to - start) }, (_, index) =>
      toRequest('CreateSecret', {
        Name: toName(start + index),
        ClientRequestToken: createToken(),
        SecretString: createValue(),
        Description: 'what a service of the bench signs in with',
        Tags: [
          { Key: 'team', Value: 'bench' },
          { Key: 'stage', Value: 'prod' },
        ],
      }),
    );
    await sendAll(url, requests, connections);
  }
}

/** Credentials that the endpoint issued, so that signature and policies are checked with every call. */
export async function assumeBenchRole(endpoint: string): Promise<Signer> {
  const config = { endpoint, region: REGION, credentials: root, maxAttempts: 1 };
  const iam = new IAMClient(config);
  const sts = new STSClient(config);
  try {
    const RoleName = `bench-${createToken()}`;
    const trust = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'sts:AssumeRole',
    };
    const AssumeRolePolicyDocument = toPolicy([trust]);
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const PolicyDocument = toPolicy(statements);
    const PolicyName = 'secrets';
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'bench' });
    const { Credentials } = await sts.send(assume);
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
  } finally {
    iam.destroy();
    sts.destroy();
  }
}

const statements = [
  {
    Effect: 'Allow',
    Action: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    Resource: `arn:aws:secretsmanager:${REGION}:000000000000:secret:bench/*`,
    Condition: { StringEquals: { 'aws:ResourceTag/team': 'bench' } },
  },
  { Effect: 'Allow', Action: 'secretsmanager:List*', Resource: '*' },
  {
    Effect: 'Deny',
    Action: 'secretsmanager:*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/stage': 'break-glass' } },
  },
];

function toPolicy(Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function toHex(bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString('hex');
}

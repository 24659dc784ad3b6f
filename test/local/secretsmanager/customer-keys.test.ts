import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Principal } from '../../../local/service.ts';
import { type Refusal, refusalOf } from '../../support/refusal.ts';
import { type RotationHost, startRotationHost } from '../../support/rotation-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// [R aws-cdk#7677, re:Post] One text for a missing right, a disabled key and one on its way out.
const NOT_ALLOWED = { name: 'AccessDeniedException', message: 'Access to KMS is not allowed' };
const ROOT: Principal = { kind: 'root', accountId: '000000000000' };

let host: RotationHost;
let client: SecretsManagerClient;
let rotator: string;
beforeAll(async () => {
  host = await startRotationHost();
  client = host.client;
  rotator = await host.createRotator('rotator');
});
afterAll(() => host.close());

const call = async <Output>(
  service: string,
  operation: string,
  input: object,
  { principal = ROOT, region = 'us-east-1' }: { principal?: Principal; region?: string } = {},
): Promise<Output> =>
  await host.cloud.call<Output>({ service, operation, input, principal, region });
const kms = async (operation: string, input: object, region = 'us-east-1') =>
  await call<{ KeyMetadata: { Arn: string } }>('kms', operation, input, { region });
const createKey = async (region?: string) => (await kms('CreateKey', {}, region)).KeyMetadata.Arn;

/** A secret of that name under a key of its own. */
const create = async (Name: string): Promise<string> => {
  const KmsKeyId = await createKey();
  const ClientRequestToken = tokenOf('first');
  await client.send(
    new CreateSecretCommand({ Name, KmsKeyId, SecretString: 'first', ClientRequestToken }),
  );
  return KmsKeyId;
};
const read = async (SecretId: string) =>
  (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

/** Every way to a value, each with what it was refused with. */
async function refusalsOf(Name: string, KmsKeyId: string): Promise<Record<string, Refusal>> {
  const SecretId = Name;
  const value = { SecretString: 'next', ClientRequestToken: tokenOf('next') };
  const other = { Name: `${Name}-other`, KmsKeyId, ...value };
  const test = { ClientRequestToken: tokenOf('rotation'), RotateImmediately: false };
  const rules = { RotationLambdaARN: rotator, RotationRules: { AutomaticallyAfterDays: 30 } };
  const { Errors = [] } = await client.send(
    new BatchGetSecretValueCommand({ SecretIdList: [Name] }),
  );
  const [{ ErrorCode: name = '', Message: message = '' } = {}] = Errors;
  return {
    GetSecretValue: await refusalOf(read(Name)),
    PutSecretValue: await refusalOf(client.send(new PutSecretValueCommand({ SecretId, ...value }))),
    CreateSecret: await refusalOf(client.send(new CreateSecretCommand(other))),
    UpdateSecret: await refusalOf(client.send(new UpdateSecretCommand({ SecretId, ...value }))),
    'UpdateSecret to another key': await refusalOf(
      client.send(new UpdateSecretCommand({ SecretId, KmsKeyId: '' })),
    ),
    RotateSecret: await refusalOf(
      client.send(new RotateSecretCommand({ SecretId, ...test, ...rules })),
    ),
    BatchGetSecretValue: { name, message },
  };
}

const EVERYWHERE = Object.fromEntries(
  [
    'GetSecretValue',
    'PutSecretValue',
    'CreateSecret',
    'UpdateSecret',
    'UpdateSecret to another key',
    'RotateSecret',
    'BatchGetSecretValue',
  ].map((way) => [way, NOT_ALLOWED]),
);

test('a disabled key bars every way to a value, and nothing is half done', async () => {
  const KmsKeyId = await create('disabled');
  const before = await host.describe('disabled');
  await kms('DisableKey', { KeyId: KmsKeyId });
  expect(await refusalsOf('disabled', KmsKeyId)).toEqual(EVERYWHERE);
  const { $metadata: _then, ...known } = before;
  expect(await host.describe('disabled')).toMatchObject(known);
  const other = client.send(new DescribeSecretCommand({ SecretId: 'disabled-other' }));
  expect((await refusalOf(other)).name).toBe('ResourceNotFoundException');
  await kms('EnableKey', { KeyId: KmsKeyId });
  expect(await read('disabled')).toBe('first');
});

test('so does a key that waits for its deletion, and one that is gone', async () => {
  const KmsKeyId = await create('pending');
  await kms('ScheduleKeyDeletion', { KeyId: KmsKeyId, PendingWindowInDays: 7 });
  expect(await refusalsOf('pending', KmsKeyId)).toEqual(EVERYWHERE);
  await host.clock.advance(7 * 86_400_000);
  expect(await refusalOf(read('pending'))).toEqual(NOT_ALLOWED);
  const put = { SecretId: 'pending', SecretString: 'next', ClientRequestToken: tokenOf('next') };
  expect(await refusalOf(client.send(new PutSecretValueCommand(put)))).toEqual({
    name: 'InvalidParameterException',
    message: `The operation failed because of an invalid KMS key: Key '${KmsKeyId}' does not exist`,
  });
});

test('a role reads what its policies let it decrypt, under the default key everything', async () => {
  const KmsKeyId = await create('guarded');
  const value = { SecretString: 'open', ClientRequestToken: tokenOf('first') };
  await client.send(new CreateSecretCommand({ Name: 'unguarded', ...value }));
  const RoleName = 'reader';
  const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument });
  const allow = async (...Action: string[]) =>
    await call('iam', 'PutRolePolicy', {
      ...{ RoleName, PolicyName: 'rights' },
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
      }),
    });
  const principal: Principal = {
    ...{ kind: 'role', accountId: '000000000000' },
    roleArn: `arn:aws:iam::000000000000:role/${RoleName}`,
    arn: `arn:aws:sts::000000000000:assumed-role/${RoleName}/session`,
  };
  const readAsRole = async (SecretId: string) =>
    await call<object>('secretsmanager', 'GetSecretValue', { SecretId }, { principal });
  await allow('secretsmanager:GetSecretValue');
  expect(await readAsRole('unguarded')).toMatchObject({ SecretString: 'open' });
  expect(await refusalOf(readAsRole('guarded'))).toEqual(NOT_ALLOWED);
  await allow('secretsmanager:GetSecretValue', 'kms:Decrypt');
  expect(await readAsRole('guarded')).toMatchObject({ SecretString: 'first' });
  await kms('PutKeyPolicy', {
    KeyId: KmsKeyId,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'kms:*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: { AWS: principal.roleArn },
          Action: 'kms:Decrypt',
          Resource: '*',
        },
      ],
    }),
  });
  expect(await refusalOf(readAsRole('guarded'))).toEqual(NOT_ALLOWED);
});

test('an alias is taken for its key, and keeps older values readable when it moves', async () => {
  const [first, second] = [await createKey(), await createKey()];
  const KmsKeyId = 'alias/app';
  await kms('CreateAlias', { AliasName: KmsKeyId, TargetKeyId: first });
  const value = { SecretString: 'first', ClientRequestToken: tokenOf('first') };
  await client.send(new CreateSecretCommand({ Name: 'aliased', KmsKeyId, ...value }));
  await kms('UpdateAlias', { AliasName: KmsKeyId, TargetKeyId: second });
  expect(await read('aliased')).toBe('first');
  const next = { SecretString: 'next', ClientRequestToken: tokenOf('next') };
  await client.send(new PutSecretValueCommand({ SecretId: 'aliased', ...next }));
  await kms('DisableKey', { KeyId: first });
  expect(await read('aliased')).toBe('next');
  const previous = { SecretId: 'aliased', VersionStage: 'AWSPREVIOUS' };
  expect(await refusalOf(client.send(new GetSecretValueCommand(previous)))).toEqual(NOT_ALLOWED);
});

test('a key that is none is told when it is named', async () => {
  const make = (KmsKeyId: string) =>
    client.send(new CreateSecretCommand({ Name: 'none', KmsKeyId, SecretString: 'v' }));
  const toMessage = (text: string) => `The operation failed because of an invalid KMS key: ${text}`;
  for (const [KmsKeyId, text] of [
    ['nobody', "Invalid keyId 'nobody'"],
    ['alias/nobody', 'Alias arn:aws:kms:us-east-1:000000000000:alias/nobody is not found.'],
    [await createKey('eu-west-1'), 'Invalid arn eu-west-1'],
  ] as const) {
    const refusal = { name: 'InvalidParameterException', message: toMessage(text) };
    expect(await refusalOf(make(KmsKeyId))).toEqual(refusal);
  }
});

test('a replica has its own key, and neither needs the other’s', async () => {
  const KmsKeyId = await create('replicated');
  const Region = 'eu-west-1';
  const replicaKey = await createKey(Region);
  const AddReplicaRegions = [{ Region, KmsKeyId: replicaKey }];
  await client.send(
    new ReplicateSecretToRegionsCommand({ SecretId: 'replicated', AddReplicaRegions }),
  );
  await host.describeUntil(
    'replicated',
    ({ ReplicationStatus }) => ReplicationStatus?.[0]?.Status === 'InSync',
  );
  const europe = host.clientOf(Region);
  const readReplica = async () =>
    (await europe.send(new GetSecretValueCommand({ SecretId: 'replicated' }))).SecretString;
  const { Versions } = await europe.send(
    new ListSecretVersionIdsCommand({ SecretId: 'replicated' }),
  );
  expect(Versions?.[0]?.KmsKeyIds).toEqual([replicaKey]);
  await kms('DisableKey', { KeyId: KmsKeyId });
  expect(await readReplica()).toBe('first');
  await kms('EnableKey', { KeyId: KmsKeyId });
  await kms('DisableKey', { KeyId: replicaKey }, Region);
  expect(await refusalOf(readReplica())).toEqual(NOT_ALLOWED);
  expect(await read('replicated')).toBe('first');
});

import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  StopReplicationToReplicaCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
  ValidateResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

// Recorded on AWS by LocalStack's authors (2026-03).

let running: RunningCloud;
let client: SecretsManagerClient;
beforeAll(async () => {
  running = await startCloud();
  client = new SecretsManagerClient(running.clientConfig);
});
afterAll(async () => {
  client.destroy();
  await running.close();
});

test('a name that cannot be is refused before anybody looks for it, by every action alike', async () => {
  const SecretId = 'Bad:name?';
  const policy = '{"Statement":[]}';
  for (const call of [
    client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'v' })),
    client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
    client.send(new DescribeSecretCommand({ SecretId })),
    client.send(new GetSecretValueCommand({ SecretId })),
    client.send(new ListSecretVersionIdsCommand({ SecretId })),
    client.send(new PutSecretValueCommand({ SecretId, SecretString: 'v' })),
    client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'k', Value: 'v' }] })),
    client.send(new UntagResourceCommand({ SecretId, TagKeys: ['k'] })),
    client.send(new UpdateSecretCommand({ SecretId, Description: 'd' })),
    client.send(new ValidateResourcePolicyCommand({ SecretId, ResourcePolicy: policy })),
    client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy })),
    client.send(new GetResourcePolicyCommand({ SecretId })),
    client.send(new DeleteResourcePolicyCommand({ SecretId })),
    client.send(new RestoreSecretCommand({ SecretId })),
    client.send(new RotateSecretCommand({ SecretId })),
    client.send(new CancelRotateSecretCommand({ SecretId })),
    client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'v' })),
    client.send(
      new ReplicateSecretToRegionsCommand({
        SecretId,
        AddReplicaRegions: [{ Region: 'eu-west-1' }],
      }),
    ),
    client.send(
      new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: ['eu-west-1'] }),
    ),
    client.send(new StopReplicationToReplicaCommand({ SecretId })),
  ]) {
    expect(await refusalOf(call)).toEqual({
      name: 'ValidationException',
      message:
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    });
  }
});

test('every character that may be in a name is taken', async () => {
  const Name = 'aZ0/_+=.@-!';
  await client.send(new CreateSecretCommand({ Name }));
  expect((await client.send(new DescribeSecretCommand({ SecretId: Name }))).Name).toBe(Name);
});

const isFound = async (SecretId: string): Promise<boolean> => {
  const call = client.send(new DescribeSecretCommand({ SecretId }));
  return await call.then(
    () => true,
    () => false,
  );
};

test.each([
  ['plain', true],
  ['path/to-thing', true],
  ['ends-a1b2', true],
  ['ends-a1b2c3-', true],
  ['ends-Name-a1b2c3', false],
])(
  '%s is found by name and ARN, and by the ARN less its suffix: %s',
  async (Name, byPartialArn) => {
    const { ARN = '' } = await client.send(new CreateSecretCommand({ Name }));
    expect([await isFound(Name), await isFound(ARN), await isFound(ARN.slice(0, -7))]).toEqual([
      true,
      true,
      byPartialArn,
    ]);
  },
);

test('an ARN of another suffix, region, account or service is not found', async () => {
  const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: 'strict' }));
  for (const other of [
    `${ARN.slice(0, -6)}zzzzzz`,
    ARN.replace('us-east-1', 'eu-west-1'),
    ARN.replace('000000000000', '111111111111'),
    ARN.replace(':secretsmanager:', ':ssm:'),
  ]) {
    expect(await refusalOf(client.send(new DescribeSecretCommand({ SecretId: other })))).toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  }
});

test('a secret that was deleted by force and made again has another suffix, and its old ARN leads nowhere', async () => {
  const make = () => client.send(new CreateSecretCommand({ Name: 'again', SecretString: 'v' }));
  const { ARN: first = '' } = await make();
  await client.send(
    new DeleteSecretCommand({ SecretId: 'again', ForceDeleteWithoutRecovery: true }),
  );
  const { ARN: second = '' } = await make();
  expect(second).not.toBe(first);
  expect([await isFound(first), await isFound(second)]).toEqual([false, true]);
});

test('the same name in two regions is two secrets', async () => {
  const other = new SecretsManagerClient({ ...running.clientConfig, region: 'eu-west-1' });
  await client.send(new CreateSecretCommand({ Name: 'regional', SecretString: 'here' }));
  await other.send(new CreateSecretCommand({ Name: 'regional', SecretString: 'there' }));
  const get = new GetSecretValueCommand({ SecretId: 'regional' });
  expect((await client.send(get)).SecretString).toBe('here');
  expect((await other.send(get)).SecretString).toBe('there');
  other.destroy();
});

test('lengths are checked in the words of AWS', async () => {
  expect(await refusalOf(client.send(new CreateSecretCommand({ Name: 'n'.repeat(513) })))).toEqual({
    name: 'ValidationException',
    message: `1 validation error detected: Value '${'n'.repeat(513)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 512`,
  });
  const both = client.send(new GetSecretValueCommand({ SecretId: '', VersionId: 'short' }));
  expect(await refusalOf(both)).toEqual({
    name: 'ValidationException',
    message:
      "2 validation errors detected: Value '' at 'secretId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'short' at 'versionId' failed to satisfy constraint: Member must have length greater than or equal to 32",
  });
});

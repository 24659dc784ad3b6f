import * as sdk from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NormalizedSchema } from '@smithy/core/schema';
import { parseModel } from '../../../local/wire/model.ts';
import { refusalOf } from '../../support/refusal.ts';
import { type RotationHost, startRotationHost } from '../../support/rotation-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// One tour over the whole service with the real client. It proves nothing about single answers, which the tests beside it do, but that none of
// the model's members is forgotten: each is given in a call, and each comes in an answer, save those that are named at the end.

const model = parseModel(sdk);
const given = new Set<string>();
const answered = new Set<string>();
let host: RotationHost;
beforeAll(async () => {
  host = await startRotationHost();
});
afterAll(() => host.close());

/** Notes all members that a value has: `Operation.Member.Member`. */
function noteMembers(
  noted: Set<string>,
  schema: NormalizedSchema,
  value: unknown,
  path: string,
): void {
  if (value === undefined || value === null) return;
  if (schema.isListSchema()) {
    for (const item of value as unknown[]) noteMembers(noted, schema.getValueSchema(), item, path);
  } else if (schema.isStructSchema()) {
    for (const [name, member] of schema.structIterator()) {
      const inner = (value as Readonly<Record<string, unknown>>)[name];
      if (inner === undefined) continue;
      noted.add(`${path}.${name}`);
      noteMembers(noted, member, inner, `${path}.${name}`);
    }
  }
}

function listMembers(schema: NormalizedSchema, path: string): string[] {
  if (schema.isListSchema()) return listMembers(schema.getValueSchema(), path);
  if (!schema.isStructSchema()) return [];
  return [...schema.structIterator()].flatMap(([name, member]) => [
    `${path}.${name}`,
    ...listMembers(member, `${path}.${name}`),
  ]);
}

/** Any of the client's commands: each has types of its own, which only its call needs. */
interface Command {
  readonly input: object;
}

async function send(command: Command, client = host.client): Promise<Record<string, unknown>> {
  const operation = command.constructor.name.replace(/Command$/u, '');
  const shapes = model.operations.get(operation);
  if (shapes === undefined) throw new Error(`No operation ${operation}`);
  noteMembers(given, shapes.input, command.input, operation);
  const answer: object = await client.send(command as never);
  noteMembers(answered, shapes.output, answer, operation);
  return answer as Record<string, unknown>;
}

const SecretId = 'tour';
const policy = JSON.stringify({
  Statement: [
    { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:CancelRotateSecret', Resource: 'x' },
  ],
});

test('every member of the model is given in a call, and comes in an answer', async () => {
  await createAndChange();
  await rotateAndReplicate();
  await list();
  await refuse();
  await end();
  const names = [...model.operations];
  const inputs = names.flatMap(([name, { input }]) => listMembers(input, name));
  expect(inputs.filter((member) => !given.has(member))).toEqual([]);
  const outputs = names.flatMap(([name, { output }]) => listMembers(output, name));
  // Managed external secrets, and secrets of other services: this endpoint has neither, and says so where one is asked for.
  const never = ['Type', 'ExternalSecretRotationMetadata', 'ExternalSecretRotationMetadata.Key'];
  never.push('ExternalSecretRotationMetadata.Value', 'ExternalSecretRotationRoleArn');
  never.push('OwningService');
  expect(outputs.filter((member) => !answered.has(member)).sort()).toEqual(
    ['DescribeSecret', 'ListSecrets.SecretList']
      .flatMap((place) => never.map((member) => `${place}.${member}`))
      .sort(),
  );
});

async function createAndChange(): Promise<void> {
  const key = await host.cloud.call<{ KeyMetadata: { Arn: string } }>({
    service: 'kms',
    operation: 'CreateKey',
    input: {},
    principal: { kind: 'root', accountId: '000000000000' },
    region: 'us-east-1',
  });
  const KmsKeyId = key.KeyMetadata.Arn;
  const SecretBinary = Uint8Array.of(1, 2, 3);
  await send(
    new sdk.CreateSecretCommand({
      ...{ Name: SecretId, Description: 'first', SecretString: 'v1', KmsKeyId },
      ...{ ClientRequestToken: tokenOf('1'), Tags: [{ Key: 'k', Value: 'v' }] },
      AddReplicaRegions: [{ Region: 'eu-west-1', KmsKeyId: 'alias/aws/secretsmanager' }],
      ForceOverwriteReplicaSecret: true,
    }),
  );
  await send(new sdk.CreateSecretCommand({ Name: 'bytes', SecretBinary }));
  await send(
    new sdk.PutSecretValueCommand({
      ...{ SecretId, SecretString: 'v2', VersionStages: ['mine'] },
      ClientRequestToken: tokenOf('2'),
    }),
  );
  await send(new sdk.PutSecretValueCommand({ SecretId: 'bytes', SecretBinary }));
  await send(
    new sdk.UpdateSecretCommand({
      ...{ SecretId, SecretString: 'v3', Description: 'third', KmsKeyId },
      ClientRequestToken: tokenOf('3'),
    }),
  );
  await send(new sdk.UpdateSecretCommand({ SecretId: 'bytes', SecretBinary }));
  await send(
    new sdk.UpdateSecretVersionStageCommand({
      ...{ SecretId, VersionStage: 'mine' },
      ...{ RemoveFromVersionId: tokenOf('2'), MoveToVersionId: tokenOf('3') },
    }),
  );
  await send(
    new sdk.GetSecretValueCommand({
      ...{ SecretId, VersionId: tokenOf('3'), VersionStage: 'AWSCURRENT' },
    }),
  );
  await send(new sdk.GetSecretValueCommand({ SecretId: 'bytes' }));
  await send(new sdk.BatchGetSecretValueCommand({ SecretIdList: ['bytes'] }));
  await send(new sdk.TagResourceCommand({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] }));
  await send(new sdk.UntagResourceCommand({ SecretId, TagKeys: ['a'] }));
  const ResourcePolicy = policy;
  await send(
    new sdk.PutResourcePolicyCommand({ SecretId, ResourcePolicy, BlockPublicPolicy: true }),
  );
  await send(new sdk.GetResourcePolicyCommand({ SecretId }));
  await send(new sdk.ValidateResourcePolicyCommand({ SecretId, ResourcePolicy }));
  const open = policy.replace('Deny', 'Allow');
  await send(new sdk.ValidateResourcePolicyCommand({ ResourcePolicy: open }));
  await send(
    new sdk.GetRandomPasswordCommand({
      ...{ PasswordLength: 20, ExcludeCharacters: 'x', ExcludeLowercase: true },
      ...{ ExcludeUppercase: false, ExcludeNumbers: true, ExcludePunctuation: false },
      ...{ IncludeSpace: true, RequireEachIncludedType: true },
    }),
  );
}

async function rotateAndReplicate(): Promise<void> {
  const RotationLambdaARN = await host.createRotator('tourist');
  await send(
    new sdk.RotateSecretCommand({
      ...{ SecretId: 'bytes', RotationLambdaARN, ClientRequestToken: tokenOf('4') },
      ...{ RotateImmediately: true },
      RotationRules: { ScheduleExpression: 'rate(10 hours)', Duration: '2h' },
    }),
  );
  await host.describeUntil('bytes', (now) => now.LastRotatedDate !== undefined);
  await send(
    new sdk.ReplicateSecretToRegionsCommand({
      ...{ SecretId, ForceOverwriteReplicaSecret: false },
      AddReplicaRegions: [{ Region: 'ap-south-1', KmsKeyId: tokenOf('no key') }],
    }),
  );
  await host.describeUntil(SecretId, ({ ReplicationStatus = [] }) =>
    ReplicationStatus.every(({ Status }) => Status !== 'InProgress'),
  );
  const europe = host.clientOf('eu-west-1');
  await send(new sdk.GetSecretValueCommand({ SecretId }), europe);
  // The first creation once more: its answer tells how its replicas have got on.
  await send(
    new sdk.CreateSecretCommand({
      ...{ Name: SecretId, SecretString: 'v1', ClientRequestToken: tokenOf('1') },
    }),
  );
  await send(new sdk.DescribeSecretCommand({ SecretId }));
  await send(
    new sdk.RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: ['sa-east-1'] }),
  );
  await send(
    new sdk.ReplicateSecretToRegionsCommand({
      ...{ SecretId, AddReplicaRegions: [{ Region: 'sa-east-1' }] },
    }),
  );
}

async function list(): Promise<void> {
  const Filters = [{ Key: 'all' as const, Values: ['third', 'bytes', 'tour'] }];
  const page = { Filters, MaxResults: 1 };
  const batch = await send(new sdk.BatchGetSecretValueCommand(page));
  const { NextToken: ofBatch } = batch as { NextToken?: string };
  await send(new sdk.BatchGetSecretValueCommand({ ...page, NextToken: ofBatch }));
  await send(new sdk.BatchGetSecretValueCommand({ SecretIdList: [SecretId, 'bytes', 'nobody'] }));
  const versions = { SecretId, MaxResults: 1, IncludeDeprecated: true };
  const { NextToken } = (await send(new sdk.ListSecretVersionIdsCommand(versions))) as {
    NextToken?: string;
  };
  await send(new sdk.ListSecretVersionIdsCommand({ ...versions, NextToken }));
  await send(new sdk.ListSecretVersionIdsCommand({ SecretId }));
}

/** What the endpoint has not, and a token that no rotation gave. */
async function refuse(): Promise<void> {
  const Type = 'Partner';
  const external = { SecretId, ClientRequestToken: tokenOf('e') };
  const calls: [Command, string][] = [
    [new sdk.CreateSecretCommand({ Name: 'external', Type }), 'InvalidRequestException'],
    [new sdk.UpdateSecretCommand({ SecretId, Type }), 'InvalidRequestException'],
    [
      new sdk.RotateSecretCommand({
        ...external,
        ExternalSecretRotationMetadata: [{ Key: 'k', Value: 'v' }],
      }),
      'InvalidRequestException',
    ],
    [
      new sdk.RotateSecretCommand({
        ...external,
        ExternalSecretRotationRoleArn: 'arn:aws:iam::000000000000:role/nobody',
      }),
      'InvalidRequestException',
    ],
    [
      new sdk.RotateSecretCommand({ ...external, RotationRules: { AutomaticallyAfterDays: 0 } }),
      'InvalidParameterException',
    ],
    [
      new sdk.PutSecretValueCommand({
        ...{ SecretId, SecretString: 'v', RotationToken: tokenOf('none').padEnd(36, '0') },
      }),
      'InvalidParameterException',
    ],
  ];
  for (const [command, name] of calls) expect((await refusalOf(send(command))).name).toBe(name);
  for (const [command] of calls.slice(0, 4)) {
    expect((await refusalOf(send(command))).message).toMatch(
      /is not supported by this endpoint\.$/u,
    );
  }
}

async function end(): Promise<void> {
  const onBytes = { SecretId: 'bytes' };
  await send(
    new sdk.PutSecretValueCommand({
      ...{ ...onBytes, SecretString: 'p', VersionStages: ['AWSPENDING'] },
    }),
  );
  await send(new sdk.DeleteSecretCommand({ ...onBytes, RecoveryWindowInDays: 7 }));
  await send(new sdk.DescribeSecretCommand(onBytes));
  const Filters = [{ Key: 'name' as const, Values: ['tour', 'bytes'] }];
  const page = { Filters, IncludePlannedDeletion: true, MaxResults: 1 };
  const order = { SortBy: 'name', SortOrder: 'asc' } as const;
  const { NextToken } = (await send(new sdk.ListSecretsCommand({ ...page, ...order }))) as {
    NextToken?: string;
  };
  await send(new sdk.ListSecretsCommand({ ...page, ...order, NextToken }));
  await send(new sdk.RestoreSecretCommand(onBytes));
  await send(new sdk.CancelRotateSecretCommand(onBytes));
  await send(new sdk.DeleteSecretCommand({ ...onBytes, ForceDeleteWithoutRecovery: true }));
  await send(new sdk.DeleteResourcePolicyCommand({ SecretId }));
  await send(new sdk.StopReplicationToReplicaCommand({ SecretId }), host.clientOf('eu-west-1'));
}

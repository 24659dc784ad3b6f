// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its policy variables so
// Condition keys through a role's policy, with the real clients: the call that meets the condition passes, its neighbour is refused.
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  ReplicateSecretToRegionsCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig, type InProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';
import { makeRole, type RoleOfOurs } from '../../support/role-of-ours.ts';

const ACCOUNT = '000000000000';
let cloud: Cloud;
let root: InProcessConfig;
let role: RoleOfOurs;
let kms: KMSClient;
let secrets: SecretsManagerClient;
let secretArn: string;
let keyId: string;
let keyArn: string;
let ciphertext: Uint8Array;

beforeAll(async () => {
  cloud = createCloud();
  root = createInProcessConfig(cloud);
  role = await makeRole(root, 'worker', [{ Key: 'team', Value: 'blue' }]);
  kms = new KMSClient(role.config);
  secrets = new SecretsManagerClient(role.config);
  const asRoot = new SecretsManagerClient(root);
  const Tags = [{ Key: 'team', Value: 'blue' }];
  const created = await asRoot.send(
    new CreateSecretCommand({ Name: 'app/blue', SecretString: 'v', Tags }),
  );
  secretArn = created.ARN ?? '';
  await asRoot.send(new CreateSecretCommand({ Name: 'app/red', SecretString: 'v' }));
  const kmsAsRoot = new KMSClient(root);
  const { KeyMetadata } = await kmsAsRoot.send(
    new CreateKeyCommand({ Tags: [{ TagKey: 'team', TagValue: 'blue' }] }),
  );
  keyId = KeyMetadata?.KeyId ?? '';
  keyArn = KeyMetadata?.Arn ?? '';
  await kmsAsRoot.send(new CreateAliasCommand({ AliasName: 'alias/app', TargetKeyId: keyId }));
  const { CiphertextBlob } = await kmsAsRoot.send(
    new EncryptCommand({
      KeyId: keyId,
      Plaintext: Buffer.from('x'),
      EncryptionContext: { a: 'b' },
    }),
  );
  ciphertext = CiphertextBlob ?? new Uint8Array();
});

beforeEach(() => role.allow({ Action: 'none:None' }));
afterAll(() => cloud.stop());

const token = 'a'.repeat(32);

type Call = () => Promise<unknown>;
type Row = readonly [
  condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  passes: Call,
  fails: Call,
];

const describe =
  (SecretId: string): Call =>
  () =>
    secrets.send(new DescribeSecretCommand({ SecretId }));
const read =
  (input: object): Call =>
  () =>
    secrets.send(new GetSecretValueCommand({ SecretId: 'app/blue', ...input }));
const make =
  (input: object): Call =>
  () =>
    secrets.send(new CreateSecretCommand({ Name: `new/${token}`, ...input }));
const encrypt =
  (input: object): Call =>
  () =>
    kms.send(new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from('x'), ...input }));

/** What passes IAM may still be refused by the action itself: only the right is looked at. */
async function isPermitted(call: Call): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return !message.includes('is not authorized to perform');
  }
}

const ROWS: Readonly<Record<string, () => Row>> = {
  'aws:ResourceTag': () => [
    { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
    describe('app/blue'),
    describe('app/red'),
  ],
  'secretsmanager:ResourceTag, against the caller’s own tag': () => [
    { StringEquals: { 'secretsmanager:ResourceTag/team': '${aws:PrincipalTag/team}' } },
    describe('app/blue'),
    describe('app/red'),
  ],
  'secretsmanager:SecretId': () => [
    { ArnLike: { 'secretsmanager:SecretId': 'arn:aws:secretsmanager:*:*:secret:app/blue-*' } },
    describe('app/blue'),
    describe('app/red'),
  ],
  'secretsmanager:VersionStage': () => [
    { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
    read({}),
    read({ VersionStage: 'AWSPENDING' }),
  ],
  'secretsmanager:VersionId': () => [
    { StringLike: { 'secretsmanager:VersionId': 'a*' } },
    read({ VersionId: token }),
    read({ VersionId: 'b'.repeat(32) }),
  ],
  'secretsmanager:Name': () => [
    { StringLike: { 'secretsmanager:Name': 'new/*' } },
    make({}),
    make({ Name: 'old/x' }),
  ],
  'secretsmanager:Description': () => [
    { StringLike: { 'secretsmanager:Description': 'for *' } },
    make({ Description: 'for tests' }),
    make({ Description: 'other' }),
  ],
  'secretsmanager:KmsKeyId': () => [
    { StringEquals: { 'secretsmanager:KmsKeyId': 'alias/app' } },
    make({ KmsKeyId: 'alias/app' }),
    make({ KmsKeyId: 'alias/other' }),
  ],
  'secretsmanager:KmsKeyArn': () => [
    { ArnEquals: { 'secretsmanager:KmsKeyArn': keyArn } },
    () => secrets.send(new UpdateSecretCommand({ SecretId: 'app/blue', KmsKeyId: keyId })),
    () => secrets.send(new UpdateSecretCommand({ SecretId: 'app/blue', KmsKeyId: 'x' })),
  ],
  'aws:RequestTag and aws:TagKeys': () => [
    {
      StringEquals: { 'aws:RequestTag/team': 'blue' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage'] },
    },
    () => secrets.send(tagWith('team', 'stage')),
    () => secrets.send(tagWith('team', 'cost')),
  ],
  'aws:TagKeys of tags that are taken off': () => [
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['stage'] } },
    () => secrets.send(new UntagResourceCommand({ SecretId: 'app/blue', TagKeys: ['stage'] })),
    () => secrets.send(new UntagResourceCommand({ SecretId: 'app/blue', TagKeys: ['team'] })),
  ],
  'secretsmanager:RecoveryWindowInDays': () => [
    { NumericGreaterThanEquals: { 'secretsmanager:RecoveryWindowInDays': 14 } },
    () => secrets.send(new DeleteSecretCommand({ SecretId: 'nobody', RecoveryWindowInDays: 14 })),
    () => secrets.send(new DeleteSecretCommand({ SecretId: 'nobody', RecoveryWindowInDays: 7 })),
  ],
  'secretsmanager:ForceDeleteWithoutRecovery': () => [
    { BoolIfExists: { 'secretsmanager:ForceDeleteWithoutRecovery': false } },
    () => secrets.send(new DeleteSecretCommand({ SecretId: 'nobody' })),
    () =>
      secrets.send(
        new DeleteSecretCommand({ SecretId: 'nobody', ForceDeleteWithoutRecovery: true }),
      ),
  ],
  'secretsmanager:BlockPublicPolicy': () => [
    { Bool: { 'secretsmanager:BlockPublicPolicy': 'true' } },
    () => secrets.send(putPolicy(true)),
    () => secrets.send(putPolicy(false)),
  ],
  'secretsmanager:RotationLambdaARN': () => [
    { StringEquals: { 'secretsmanager:RotationLambdaARN': functionArn('rotate') } },
    () => secrets.send(rotateBy({ RotationLambdaARN: functionArn('rotate') })),
    () => secrets.send(rotateBy({ RotationLambdaARN: functionArn('other') })),
  ],
  'secretsmanager:ModifyRotationRules': () => [
    { Null: { 'secretsmanager:ModifyRotationRules': 'true' } },
    () => secrets.send(rotateBy({})),
    () => secrets.send(rotateBy({ RotationRules: { AutomaticallyAfterDays: 3 } })),
  ],
  'secretsmanager:RotateImmediately': () => [
    { Bool: { 'secretsmanager:RotateImmediately': 'false' } },
    () => secrets.send(rotateBy({ RotateImmediately: false })),
    () => secrets.send(rotateBy({ RotateImmediately: true })),
  ],
  'secretsmanager:AddReplicaRegions': () => [
    { 'ForAllValues:StringEquals': { 'secretsmanager:AddReplicaRegions': ['eu-west-1'] } },
    () => secrets.send(replicateTo('eu-west-1')),
    () => secrets.send(replicateTo('eu-west-3')),
  ],
  'secretsmanager:ForceOverwriteReplicaSecret': () => [
    { Bool: { 'secretsmanager:ForceOverwriteReplicaSecret': 'false' } },
    () => secrets.send(replicateTo('eu-west-2', false)),
    () => secrets.send(replicateTo('eu-west-2', true)),
  ],
  'aws:RequestedRegion': () => [
    { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
    describe('app/blue'),
    () =>
      new SecretsManagerClient({ ...role.config, region: 'eu-west-1' }).send(
        new DescribeSecretCommand({ SecretId: 'app/blue' }),
      ),
  ],
  'kms:EncryptionContext:<key>': () => [
    { StringEquals: { 'kms:EncryptionContext:SecretARN': 'x' } },
    encrypt({ EncryptionContext: { SecretARN: 'x' } }),
    encrypt({ EncryptionContext: { SecretARN: 'y' } }),
  ],
  'kms:EncryptionContextKeys': () => [
    { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['a'] } },
    encrypt({ EncryptionContext: { a: '1' } }),
    encrypt({ EncryptionContext: { a: '1', b: '2' } }),
  ],
  'kms:RequestAlias': () => [
    { StringEquals: { 'kms:RequestAlias': 'alias/app' } },
    encrypt({ KeyId: 'alias/app' }),
    encrypt({}),
  ],
  'kms:ResourceAliases': () => [
    { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/app' } },
    encrypt({}),
    encrypt({ KeyId: 'alias/aws/secretsmanager' }),
  ],
  'kms:KeySpec, kms:KeyUsage, kms:KeyOrigin, kms:MultiRegion, kms:EncryptionAlgorithm': () => [
    {
      StringEquals: {
        'kms:KeySpec': 'SYMMETRIC_DEFAULT',
        'kms:KeyUsage': 'ENCRYPT_DECRYPT',
        'kms:KeyOrigin': 'AWS_KMS',
        'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
      },
      Bool: { 'kms:MultiRegion': 'false' },
    },
    encrypt({}),
    () => kms.send(new DescribeKeyCommand({ KeyId: keyId })),
  ],
  'kms:CallerAccount and kms:ViaService': () => [
    { StringEquals: { 'kms:CallerAccount': ACCOUNT }, Null: { 'kms:ViaService': 'true' } },
    encrypt({}),
    () => secrets.send(new CreateSecretCommand({ Name: 'x', SecretString: 'v', KmsKeyId: keyId })),
  ],
  'kms:ReEncryptOnSameKey': () => [
    { Bool: { 'kms:ReEncryptOnSameKey': 'true' } },
    () => kms.send(reEncryptTo(keyId)),
    () => kms.send(reEncryptTo('alias/aws/secretsmanager')),
  ],
  'kms:ScheduleKeyDeletionPendingWindowInDays': () => [
    { NumericGreaterThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '29' } },
    () => kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 31 })),
    () => kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 })),
  ],
  'aws:ResourceTag of a key': () => [
    { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
    () => kms.send(new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256' })),
    () => kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/aws/sns', KeySpec: 'AES_256' })),
  ],
  'the context of a ciphertext': () => [
    { StringEquals: { 'kms:EncryptionContext:a': 'b' } },
    () =>
      kms.send(new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: { a: 'b' } })),
    () => kms.send(new DecryptCommand({ CiphertextBlob: ciphertext })),
  ],
};

const tagWith = (...keys: readonly string[]) =>
  new TagResourceCommand({
    SecretId: 'app/red',
    Tags: keys.map((Key) => ({ Key, Value: 'blue' })),
  });
const functionArn = (name: string): string =>
  `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
const rotateBy = (input: object) => new RotateSecretCommand({ SecretId: 'app/blue', ...input });
const putPolicy = (BlockPublicPolicy: boolean) =>
  new PutResourcePolicyCommand({ SecretId: 'app/red', ResourcePolicy: '{}', BlockPublicPolicy });
const replicateTo = (Region: string, ForceOverwriteReplicaSecret?: boolean) =>
  new ReplicateSecretToRegionsCommand({
    SecretId: 'nobody',
    AddReplicaRegions: [{ Region }],
    ...(ForceOverwriteReplicaSecret === undefined ? {} : { ForceOverwriteReplicaSecret }),
  });
const reEncryptTo = (DestinationKeyId: string) =>
  new ReEncryptCommand({
    CiphertextBlob: ciphertext,
    SourceEncryptionContext: { a: 'b' },
    DestinationKeyId,
  });

test.each(Object.keys(ROWS))('%s', async (name) => {
  const [Condition, passes, fails] = ROWS[name]?.() ?? [];
  if (passes === undefined || fails === undefined) throw new Error(name);
  await role.allow({ Action: ['secretsmanager:*', 'kms:*'], Condition }, { Action: 'lambda:*' });
  expect([await isPermitted(passes), await isPermitted(fails)]).toEqual([true, false]);
});

test('a role’s refusal names the caller, the action, the resource and the kind of policy', async () => {
  const by = `User: ${role.sessionArn} is not authorized to perform:`;
  const why = (action: string) => `because no identity-based policy allows the ${action} action`;
  expect(await refusalOf(describe('app/blue')())).toEqual({
    name: 'AccessDeniedException',
    message: `${by} secretsmanager:DescribeSecret on resource: ${secretArn} ${why('secretsmanager:DescribeSecret')}`,
  });
  // A secret that is not there is called as the caller called it.
  expect((await refusalOf(describe('app/none')())).message).toBe(
    `${by} secretsmanager:DescribeSecret on resource: app/none ${why('secretsmanager:DescribeSecret')}`,
  );
  expect((await refusalOf(encrypt({})())).message).toBe(
    `${by} kms:Encrypt on resource: ${keyArn} ${why('kms:Encrypt')}`,
  );
  await role.allow({ Effect: 'Deny', Action: '*' });
  expect((await refusalOf(encrypt({})())).message).toBe(
    `${by} kms:Encrypt on resource: ${keyArn} with an explicit deny in an identity-based policy`,
  );
});

test('a key whose policy does not admit the account is out of reach of identity policies', async () => {
  const asRoot = new KMSClient(root);
  const { KeyMetadata } = await asRoot.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId ?? '';
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...statement, Action: ['kms:PutKeyPolicy', 'kms:DescribeKey'], Resource: '*' }],
  });
  await asRoot.send(new PutKeyPolicyCommand({ KeyId, Policy }));
  await role.allow({ Action: 'kms:*' });
  expect((await refusalOf(encrypt({ KeyId })())).message).toContain(
    'because no resource-based policy allows the kms:Encrypt action',
  );
  await kms.send(new DescribeKeyCommand({ KeyId }));
});

// Calls that show every member of Secrets Manager that the page calls supported.
import type { RotationHost } from '../support/rotation-host.ts';
import { tokenOf } from '../support/tokens.ts';
import type { Send } from './recorder.ts';

const EUROPE = 'eu-west-1';
const ASIA = 'ap-south-1';
const AMERICA = 'us-west-2';
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    },
  ],
});

export interface Probe {
  readonly host: RotationHost;
  /** Of a Region; us-east-1 where none is named. */
  readonly sendIn: (region?: string) => Send;
  /** A key of us-east-1 and one of eu-west-1. */
  readonly keys: readonly [string, string];
}

/** Makes the secret `probe`. */
export async function probeSecretsManager(probe: Probe): Promise<void> {
  await probeReplicas(probe);
  await probeVersions(probe.sendIn());
  await probeLists(probe.sendIn());
  await probePolicies(probe.sendIn());
  await probeRotation(probe);
  await probeEnds(probe.sendIn());
}

async function probeReplicas({ host, sendIn, keys }: Probe): Promise<void> {
  const send = sendIn();
  await sendIn(ASIA)('CreateSecret', { Name: 'probe' }); // its name is taken there
  const create = {
    Name: 'probe',
    ClientRequestToken: tokenOf('first'),
    Description: 'a probe',
    KmsKeyId: keys[0],
    SecretString: 'first',
    Tags: [{ Key: 'a', Value: '1' }],
    AddReplicaRegions: [{ Region: EUROPE, KmsKeyId: keys[1] }, { Region: ASIA }],
    ForceOverwriteReplicaSecret: false,
  };
  await send('CreateSecret', create);
  const SecretId = 'probe';
  await host.describeUntil(SecretId, ({ ReplicationStatus = [] }) =>
    ReplicationStatus.every(({ Status }) => Status !== 'InProgress'),
  );
  await sendIn(EUROPE)('GetSecretValue', { SecretId });
  await send('CreateSecret', create);
  await send('DescribeSecret', { SecretId });
  await send('ReplicateSecretToRegions', {
    SecretId,
    AddReplicaRegions: [{ Region: AMERICA, KmsKeyId: 'alias/aws/secretsmanager' }],
    ForceOverwriteReplicaSecret: true,
  });
  await send('RemoveRegionsFromReplication', { SecretId, RemoveReplicaRegions: [AMERICA] });
  await sendIn(EUROPE)('StopReplicationToReplica', { SecretId });
}

async function probeVersions(send: Send): Promise<void> {
  const SecretId = 'probe';
  const [first, second, third] = ['first', 'second', 'third'].map(tokenOf);
  const put = { SecretId, SecretBinary: Buffer.from('2'), VersionStages: ['AWSCURRENT', 'mine'] };
  await send('PutSecretValue', { ...put, ClientRequestToken: second });
  await send('GetSecretValue', { SecretId, VersionId: first, VersionStage: 'AWSPREVIOUS' });
  await send('GetSecretValue', { SecretId });
  const update = { SecretId, Description: 'changed', SecretString: '3' };
  await send('UpdateSecret', { ...update, ClientRequestToken: third, KmsKeyId: '' });
  await send('UpdateSecret', { SecretId, SecretBinary: Buffer.from('4') });
  await send('UpdateSecretVersionStage', {
    SecretId,
    VersionStage: 'mine',
    RemoveFromVersionId: second,
    MoveToVersionId: third,
  });
  const list = { SecretId, IncludeDeprecated: true };
  const page = await send<{ NextToken: string }>('ListSecretVersionIds', {
    ...list,
    MaxResults: 1,
  });
  await send('ListSecretVersionIds', { ...list, NextToken: page.NextToken });
  await send('TagResource', { SecretId, Tags: [{ Key: 'b', Value: '2' }] });
  await send('UntagResource', { SecretId, TagKeys: ['b'] });
}

async function probeLists(send: Send): Promise<void> {
  const binary = { Name: 'probe-binary', SecretBinary: Buffer.from('1'), Description: 'bytes' };
  await send('CreateSecret', binary);
  const Filters = [{ Key: 'name', Values: ['probe'] }];
  const batch = await send<{ NextToken: string }>('BatchGetSecretValue', {
    Filters,
    MaxResults: 1,
  });
  await send('BatchGetSecretValue', { Filters, NextToken: batch.NextToken });
  await send('BatchGetSecretValue', { SecretIdList: ['probe', 'probe-binary', 'nobody'] });
  const order = { Filters, SortOrder: 'desc', SortBy: 'name' };
  const page = await send<{ NextToken: string }>('ListSecrets', { ...order, MaxResults: 1 });
  await send('ListSecrets', { ...order, NextToken: page.NextToken });
  await send('GetRandomPassword', {
    PasswordLength: 20,
    ExcludeCharacters: 'x',
    ExcludeNumbers: false,
    ExcludePunctuation: true,
    ExcludeUppercase: false,
    ExcludeLowercase: false,
    IncludeSpace: true,
    RequireEachIncludedType: true,
  });
}

async function probePolicies(send: Send): Promise<void> {
  const SecretId = 'probe';
  await send('PutResourcePolicy', { SecretId, ResourcePolicy: POLICY, BlockPublicPolicy: true });
  await send('GetResourcePolicy', { SecretId });
  await send('DeleteResourcePolicy', { SecretId });
  const ResourcePolicy = POLICY.replace('arn:aws:iam::000000000000:root', '*');
  await send('ValidateResourcePolicy', { SecretId, ResourcePolicy });
}

async function probeRotation({ host, sendIn, keys }: Probe): Promise<void> {
  const send = sendIn();
  const SecretId = 'probe-rotated';
  const ClientRequestToken = tokenOf('rotation');
  await send('CreateSecret', { Name: SecretId, SecretString: '1', Description: 'rotated' });
  await send('RotateSecret', {
    SecretId,
    ClientRequestToken,
    RotationLambdaARN: await host.createRotator('rotator'),
    RotationRules: { ScheduleExpression: 'rate(10 days)', Duration: '2h' },
    RotateImmediately: true,
  });
  await host.describeUntil(SecretId, ({ LastRotatedDate }) => LastRotatedDate !== undefined);
  await send('GetSecretValue', { SecretId });
  await send('DescribeSecret', { SecretId });
  await send('ListSecrets');
  await send('BatchGetSecretValue', { SecretIdList: [SecretId] });
  const { RotationToken = '' } = host.runtime.events.at(-1) ?? {};
  const SecretString = `value of ${ClientRequestToken}`;
  await send('PutSecretValue', { SecretId, ClientRequestToken, SecretString, RotationToken });
  host.runtime.handlers.set('rotator', () => Promise.reject(new Error('not now')));
  const days = { RotationRules: { AutomaticallyAfterDays: 7 } };
  await send('RotateSecret', { SecretId, ClientRequestToken: tokenOf('fails'), ...days });
  await send('CancelRotateSecret', { SecretId });
  await send('UpdateSecret', { SecretId, KmsKeyId: keys[0] });
}

async function probeEnds(send: Send): Promise<void> {
  const Name = 'probe-deleted';
  const SecretId = Name;
  await send('CreateSecret', { Name, Tags: [{ Key: 'a', Value: '1' }] });
  await send('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 });
  await send('DescribeSecret', { SecretId });
  await send('ListSecrets', { IncludePlannedDeletion: true });
  await send('RestoreSecret', { SecretId });
  await send('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
}

import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  StopReplicationToReplicaCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type Collection,
  createStore,
  type DocumentForm,
  type Store,
} from '../../../local/store.ts';
import { refusalOf } from '../../support/refusal.ts';
import { type RotationHost, startRotationHost } from '../../support/rotation-host.ts';
import { tokenOf } from '../../support/tokens.ts';

let host: RotationHost;
let client: SecretsManagerClient;
let europe: SecretsManagerClient;
beforeAll(async () => {
  host = await startRotationHost();
  client = host.client;
  europe = host.clientOf('eu-west-1');
});
afterAll(() => host.close());

const EUROPE = [{ Region: 'eu-west-1' }];
const create = async (Name: string, at = client) =>
  await at.send(
    new CreateSecretCommand({ Name, SecretString: 'first', ClientRequestToken: tokenOf('first') }),
  );
const replicate = async (SecretId: string) =>
  await client.send(new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions: EUROPE }));
const inSync = async (name: string) =>
  await host.describeUntil(name, (now) => now.ReplicationStatus?.[0]?.Status === 'InSync');
const read = async (SecretId: string, VersionStage = 'AWSCURRENT') =>
  (await europe.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
/** The replica's value, as soon as the primary's has come. */
const readUntil = async (name: string, value: string) => {
  for (let poll = 0; poll < 200 && (await read(name)) !== value; poll += 1)
    await host.clock.settle();
  return await read(name);
};

test('a replica has the ARN in its Region, the value, labels, tags and policy, and follows its primary', async () => {
  const { ARN = '' } = await create('followed');
  await client.send(
    new TagResourceCommand({ SecretId: 'followed', Tags: [{ Key: 'team', Value: 'a' }] }),
  );
  await host.takeEvents();
  expect(await replicate('followed')).toMatchObject({
    ARN,
    ReplicationStatus: [
      { Region: 'eu-west-1', KmsKeyId: 'alias/aws/secretsmanager', Status: 'InProgress' },
    ],
  });
  expect(await inSync('followed')).toMatchObject({ PrimaryRegion: 'us-east-1' });
  const replicaArn = ARN.replace('us-east-1', 'eu-west-1');
  const describe = async () =>
    await europe.send(new DescribeSecretCommand({ SecretId: replicaArn }));
  expect(await describe()).toMatchObject({
    ARN: replicaArn,
    Name: 'followed',
    PrimaryRegion: 'us-east-1',
    Tags: [{ Key: 'team', Value: 'a' }],
    VersionIdsToStages: { [tokenOf('first')]: ['AWSCURRENT'] },
  });
  expect(await read(replicaArn)).toBe('first');
  expect((await host.takeEvents('ReplicationSucceeded')).map(({ eventName }) => eventName)).toEqual(
    ['ReplicationStarted', 'ReplicationSucceeded'],
  );
  await client.send(new PutSecretValueCommand({ SecretId: 'followed', SecretString: 'second' }));
  expect(await readUntil('followed', 'second')).toBe('second');
  expect(await read('followed', 'AWSPREVIOUS')).toBe('first');
  const ResourcePolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:DeleteSecret', Resource: '*' },
    ],
  });
  await client.send(new PutResourcePolicyCommand({ SecretId: 'followed', ResourcePolicy }));
  await client.send(new UntagResourceCommand({ SecretId: 'followed', TagKeys: ['team'] }));
  for (let poll = 0; poll < 200 && (await describe()).Tags?.length !== 0; poll += 1) {
    await host.clock.settle();
  }
  expect((await describe()).Tags).toEqual([]);
  expect(await europe.send(new GetResourcePolicyCommand({ SecretId: 'followed' }))).toMatchObject({
    ResourcePolicy,
  });
  for (const at of [client, europe]) {
    const Filters = [{ Key: 'primary-region' as const, Values: ['us-east-1'] }];
    const { SecretList } = await at.send(new ListSecretsCommand({ Filters }));
    expect(SecretList).toMatchObject([{ Name: 'followed', PrimaryRegion: 'us-east-1' }]);
  }
});

// [R cloud-nuke#435]
test('nothing but its key can be changed on a replica', async () => {
  await create('read-only');
  await replicate('read-only');
  await inSync('read-only');
  const SecretId = 'read-only';
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }];
  const calls = [
    () => europe.send(new PutSecretValueCommand({ SecretId, SecretString: 'x' })),
    () => europe.send(new UpdateSecretCommand({ SecretId, SecretString: 'x' })),
    () => europe.send(new UpdateSecretCommand({ SecretId, Description: 'x' })),
    () =>
      europe.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'a',
          MoveToVersionId: tokenOf('first'),
        }),
      ),
    () => europe.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] })),
    () => europe.send(new UntagResourceCommand({ SecretId, TagKeys: ['a'] })),
    () =>
      europe.send(
        new PutResourcePolicyCommand({ SecretId, ResourcePolicy: JSON.stringify({ Statement }) }),
      ),
    () => europe.send(new DeleteResourcePolicyCommand({ SecretId })),
    () => europe.send(new RotateSecretCommand({ SecretId })),
    () => europe.send(new CancelRotateSecretCommand({ SecretId })),
    () =>
      europe.send(
        new ReplicateSecretToRegionsCommand({
          SecretId,
          AddReplicaRegions: [{ Region: 'ap-south-1' }],
        }),
      ),
    () =>
      europe.send(
        new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: ['ap-south-1'] }),
      ),
    () => europe.send(new DeleteSecretCommand({ SecretId })),
    () => europe.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
  ];
  for (const call of calls) {
    expect(await refusalOf(call())).toEqual({
      name: 'InvalidParameterException',
      message:
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    });
  }
  const KmsKeyId = 'alias/aws/secretsmanager';
  await europe.send(new UpdateSecretCommand({ SecretId, KmsKeyId }));
  expect(await read(SecretId)).toBe('first');
});

// [R cloud-nuke#435, aws-nuke#1127]
test('a primary with replicas stays; a replica that is stopped is a secret of its own', async () => {
  const { ARN = '' } = await create('primary');
  await client.send(
    new ReplicateSecretToRegionsCommand({
      SecretId: 'primary',
      AddReplicaRegions: [...EUROPE, { Region: 'ap-south-1' }],
    }),
  );
  await host.describeUntil('primary', ({ ReplicationStatus = [] }) =>
    ReplicationStatus.every(({ Status }) => Status === 'InSync'),
  );
  const remove = async (ForceDeleteWithoutRecovery?: boolean) =>
    await client.send(new DeleteSecretCommand({ SecretId: 'primary', ForceDeleteWithoutRecovery }));
  for (const isForced of [undefined, true]) {
    expect(await refusalOf(remove(isForced))).toEqual({
      name: 'InvalidParameterException',
      message: `You can't delete secret ${ARN} that still has replica regions [eu-west-1, ap-south-1].`,
    });
  }
  const asia = host.clientOf('ap-south-1');
  expect(
    await client.send(
      new RemoveRegionsFromReplicationCommand({
        SecretId: 'primary',
        RemoveReplicaRegions: ['ap-south-1', 'sa-east-1'],
      }),
    ),
  ).toMatchObject({ ARN, ReplicationStatus: [{ Region: 'eu-west-1', Status: 'InSync' }] });
  expect(
    await refusalOf(asia.send(new DescribeSecretCommand({ SecretId: 'primary' }))),
  ).toMatchObject({ name: 'ResourceNotFoundException' });
  const stop = async (at: SecretsManagerClient) =>
    await at.send(new StopReplicationToReplicaCommand({ SecretId: 'primary' }));
  expect(await refusalOf(stop(client))).toMatchObject({ name: 'InvalidParameterException' });
  expect(await stop(europe)).toMatchObject({ ARN: ARN.replace('us-east-1', 'eu-west-1') });
  const own = await europe.send(new DescribeSecretCommand({ SecretId: 'primary' }));
  expect(own).not.toHaveProperty('PrimaryRegion');
  await europe.send(new PutSecretValueCommand({ SecretId: 'primary', SecretString: 'own' }));
  await client.send(new PutSecretValueCommand({ SecretId: 'primary', SecretString: 'other' }));
  await host.clock.settle();
  expect(await read('primary')).toBe('own');
  const alone = await host.describe('primary');
  expect(alone).not.toHaveProperty('ReplicationStatus');
  await remove();
  await client.send(new RestoreSecretCommand({ SecretId: 'primary' }));
  expect(await host.describe('primary')).not.toHaveProperty('DeletedDate');
  // The name is taken there by the secret that once was the replica.
  await replicate('primary');
  await host.describeUntil('primary', (now) => now.ReplicationStatus?.[0]?.Status === 'Failed');
  expect(await read('primary')).toBe('own');
  await europe.send(new DeleteSecretCommand({ SecretId: 'primary' }));
});

test('a replica is read on its own day, and the primary tells of it', async () => {
  await create('dated');
  await replicate('dated');
  const before = await inSync('dated');
  expect(before.ReplicationStatus?.[0]).not.toHaveProperty('LastAccessedDate');
  await read('dated');
  const day = new Date(Math.floor(host.clock.now() / 86_400_000) * 86_400_000);
  const after = await host.describe('dated');
  expect(after.ReplicationStatus).toMatchObject([{ LastAccessedDate: day }]);
  expect(after).not.toHaveProperty('LastAccessedDate');
  expect(await europe.send(new DescribeSecretCommand({ SecretId: 'dated' }))).toMatchObject({
    LastAccessedDate: day,
  });
});

test('description, labels and the end of a replica follow its primary', async () => {
  await create('shadow');
  await replicate('shadow');
  await inSync('shadow');
  await client.send(new UpdateSecretCommand({ SecretId: 'shadow', Description: 'new words' }));
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'shadow',
      VersionStage: 'mine',
      MoveToVersionId: tokenOf('first'),
    }),
  );
  const describe = async () => await europe.send(new DescribeSecretCommand({ SecretId: 'shadow' }));
  const isSame = async (): Promise<boolean> => {
    const { Description, VersionIdsToStages } = await describe();
    return (
      Description === 'new words' &&
      VersionIdsToStages?.[tokenOf('first')]?.includes('mine') === true
    );
  };
  for (let poll = 0; poll < 200 && !(await isSame()); poll += 1) await host.clock.settle();
  expect(await isSame()).toBe(true);
  const removal = new RemoveRegionsFromReplicationCommand({
    SecretId: 'shadow',
    RemoveReplicaRegions: ['eu-west-1'],
  });
  for (const _ of ['once', 'and again, which is no error']) {
    expect((await client.send(removal)).ReplicationStatus).toEqual([]);
  }
  expect((await refusalOf(describe())).name).toBe('ResourceNotFoundException');
  await client.send(
    new DeleteSecretCommand({ SecretId: 'shadow', ForceDeleteWithoutRecovery: true }),
  );
});

// The words of the status are moto's.
test('a name that is taken fails the replica, until it is asked for with force', async () => {
  await create('taken', europe);
  await europe.send(new PutSecretValueCommand({ SecretId: 'taken', SecretString: 'theirs' }));
  const replicas = { AddReplicaRegions: EUROPE };
  const created = await client.send(
    new CreateSecretCommand({ Name: 'taken', SecretString: 'ours', ...replicas }),
  );
  expect(created.ReplicationStatus).toMatchObject([{ Region: 'eu-west-1', Status: 'InProgress' }]);
  const failed = await host.describeUntil(
    'taken',
    (now) => now.ReplicationStatus?.[0]?.Status === 'Failed',
  );
  expect(failed.ReplicationStatus?.[0]?.StatusMessage).toBe(
    'Replication failed: Secret name taken already exists in region eu-west-1.',
  );
  expect(await read('taken')).toBe('theirs');
  await client.send(
    new ReplicateSecretToRegionsCommand({
      SecretId: 'taken',
      ...replicas,
      ForceOverwriteReplicaSecret: true,
    }),
  );
  await inSync('taken');
  expect(await read('taken')).toBe('ours');
});

test('the Region of the primary itself, or one that is none, is refused', async () => {
  await create('regions');
  const add = async (Region: string) =>
    await refusalOf(
      client.send(
        new ReplicateSecretToRegionsCommand({
          SecretId: 'regions',
          AddReplicaRegions: [{ Region }],
        }),
      ),
    );
  expect(await add('us-east-1')).toEqual({
    name: 'InvalidParameterException',
    message: 'Invalid replica region.', // moto's words
  });
  expect(await add('Nowhere')).toMatchObject({ name: 'ValidationException' });
});

test('a key that may not be used in the Region fails the replica, and the primary stays as it is', async () => {
  await create('keyless');
  const KmsKeyId = 'arn:aws:kms:eu-west-1:000000000000:key/00000000-0000-4000-8000-000000000000';
  await client.send(
    new ReplicateSecretToRegionsCommand({
      SecretId: 'keyless',
      AddReplicaRegions: [{ Region: 'eu-west-1', KmsKeyId }],
    }),
  );
  const failed = await host.describeUntil(
    'keyless',
    (now) => now.ReplicationStatus?.[0]?.Status === 'Failed',
  );
  expect(failed.ReplicationStatus).toMatchObject([{ KmsKeyId, StatusMessage: expect.any(String) }]);
  expect((await client.send(new GetSecretValueCommand({ SecretId: 'keyless' }))).SecretString).toBe(
    'first',
  );
});

/** Takes no secret of the replica's Region, as if the power went before it was written. */
function withoutEurope(store: Store): Store {
  return {
    ...store,
    collection: <Document>(name: string, form?: DocumentForm<Document>): Collection<Document> => {
      const collection = store.collection(name, form);
      return {
        ...collection,
        put: (key, document) => {
          const isReplica = name === 'secretsmanager/secrets' && key.startsWith('eu-west-1/');
          if (isReplica) throw new Error('no power');
          collection.put(key, document);
        },
      };
    },
  };
}

test('what the primary was given before a restart reaches the replica after it', async () => {
  const store = createStore();
  const masterKey = Uint8Array.from({ length: 32 }, (_, index) => index);
  const first = await startRotationHost({ store: withoutEurope(store), masterKey });
  const answer = await first.client.send(
    new CreateSecretCommand({ Name: 'kept', SecretString: 'x', AddReplicaRegions: EUROPE }),
  );
  await first.close();
  expect(answer.ReplicationStatus).toMatchObject([{ Status: 'InProgress' }]);
  const second = await startRotationHost({ store, masterKey, isRestart: true });
  try {
    await second.describeUntil('kept', (now) => now.ReplicationStatus?.[0]?.Status === 'InSync');
    const read = second.clientOf('eu-west-1').send(new GetSecretValueCommand({ SecretId: 'kept' }));
    expect((await read).SecretString).toBe('x');
  } finally {
    await second.close();
    store.close();
  }
});

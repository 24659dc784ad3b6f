import type {
  DeleteSecretResponse,
  DescribeSecretResponse,
  ListSecretsResponse,
  ListSecretVersionIdsResponse,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { createKms } from '../../../local/kms/service.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import { createStore } from '../../../local/store.ts';
import { refusalOf } from '../../support/refusal.ts';
import {
  type ServiceHost,
  type ServiceHostOptions,
  startServices,
} from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

const DAY_MS = 86_400_000;

const start = (options: Partial<ServiceHostOptions> = {}): Promise<ServiceHost> =>
  startServices({ services: { kms: createKms, secretsmanager: createSecretsManager }, ...options });

const create = (host: ServiceHost, Name: string): Promise<unknown> =>
  host.send('secretsmanager', 'CreateSecret', {
    Name,
    SecretString: 'value',
    ClientRequestToken: tokenOf(Name),
  });

test('a recovery window ends by the clock, with nobody asking', async () => {
  const host = await start();
  await create(host, 'ends');
  const deleted = await host.send<DeleteSecretResponse>('secretsmanager', 'DeleteSecret', {
    SecretId: 'ends',
    RecoveryWindowInDays: 7,
  });
  expect(deleted.DeletionDate).toEqual(new Date(host.clock.now() + 7 * DAY_MS));
  await host.clock.advance(7 * DAY_MS - 1);
  const described = await host.send<DescribeSecretResponse>('secretsmanager', 'DescribeSecret', {
    SecretId: 'ends',
  });
  expect(described.DeletedDate).toEqual(deleted.DeletionDate);
  expect(described.VersionIdsToStages).toEqual({ [tokenOf('ends')]: ['AWSCURRENT'] });
  await host.clock.advance(1);
  for (const name of ['secrets', 'values', 'created', 'deletions']) {
    expect(host.store.collection(`secretsmanager/${name}`).list()).toEqual([]);
  }
  await create(host, 'ends');
  const again = await host.send<DescribeSecretResponse>('secretsmanager', 'DescribeSecret', {
    SecretId: 'ends',
  });
  expect(again.ARN).not.toBe(deleted.ARN);
  expect(again).not.toHaveProperty('DeletedDate');
  await host.close();
});

test('a window that ended while the endpoint was down is over at the first look', async () => {
  const [store, masterKey] = [createStore(), new Uint8Array(32).fill(7)];
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const host = await start({ store, masterKey, clock });
  await create(host, 'down');
  await host.send('secretsmanager', 'DeleteSecret', { SecretId: 'down' });
  await host.close();
  await clock.advance(30 * DAY_MS);
  const later = await start({ store, masterKey, clock });
  await create(later, 'down');
  const { SecretList } = await later.send<ListSecretsResponse>('secretsmanager', 'ListSecrets', {
    IncludePlannedDeletion: true,
  });
  expect(SecretList).toHaveLength(1);
  await clock.settle();
  expect(
    (
      await later.send<DescribeSecretResponse>('secretsmanager', 'DescribeSecret', {
        SecretId: 'down',
      })
    ).Name,
  ).toBe('down');
  await later.close();
  store.close();
});

// [R external-secrets#4560; tags recorded on AWS by LocalStack's authors]
test('a scheduled secret refuses all but a look, a restore and a forced end', async () => {
  const host = await start();
  await create(host, 'marked');
  await host.send('secretsmanager', 'DeleteSecret', { SecretId: 'marked' });
  const SecretId = 'marked';
  for (const [operation, input] of [
    ['GetSecretValue', {}],
    ['PutSecretValue', { SecretString: 'v', ClientRequestToken: tokenOf('p') }],
    ['UpdateSecret', { Description: 'd' }],
    ['TagResource', { Tags: [{ Key: 'k', Value: 'v' }] }],
    ['UntagResource', { TagKeys: ['k'] }],
    ['UpdateSecretVersionStage', { VersionStage: 's', MoveToVersionId: tokenOf('marked') }],
    ['PutResourcePolicy', { ResourcePolicy: '{}' }],
    ['GetResourcePolicy', {}],
    ['DeleteResourcePolicy', {}],
    ['RotateSecret', { ClientRequestToken: tokenOf('r') }],
    ['CancelRotateSecret', {}],
    ['ReplicateSecretToRegions', { AddReplicaRegions: [{ Region: 'eu-west-1' }] }],
    ['RemoveRegionsFromReplication', { RemoveReplicaRegions: ['eu-west-1'] }],
    ['StopReplicationToReplica', {}],
  ] as const) {
    expect(await refusalOf(host.send('secretsmanager', operation, { SecretId, ...input }))).toEqual(
      {
        name: 'InvalidRequestException',
        message:
          "You can't perform this operation on the secret because it was marked for deletion.",
      },
    );
  }
  expect(await refusalOf(create(host, 'marked'))).toEqual({
    name: 'InvalidRequestException',
    message:
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
  });
  expect(await refusalOf(host.send('secretsmanager', 'DeleteSecret', { SecretId }))).toEqual({
    name: 'InvalidRequestException',
    message:
      "You can't perform this operation on the secret because it was already scheduled for deletion.",
  });
  const listed = await host.send<ListSecretVersionIdsResponse>(
    'secretsmanager',
    'ListSecretVersionIds',
    { SecretId },
  );
  expect(listed.Versions).toHaveLength(1);
  await host.send('secretsmanager', 'RestoreSecret', { SecretId });
  const restored = await host.send<DescribeSecretResponse>('secretsmanager', 'DescribeSecret', {
    SecretId,
  });
  expect(restored).not.toHaveProperty('DeletedDate');
  await host.clock.advance(31 * DAY_MS);
  expect(await host.send('secretsmanager', 'GetSecretValue', { SecretId })).toMatchObject({
    SecretString: 'value',
  });
  await host.send('secretsmanager', 'DeleteSecret', { SecretId });
  await host.send('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
  await create(host, 'marked');
  await host.close();
});

test('lists leave a scheduled secret out unless asked', async () => {
  const host = await start();
  await create(host, 'stays');
  await create(host, 'goes');
  await host.send('secretsmanager', 'DeleteSecret', { SecretId: 'goes' });
  const names = async (input: object): Promise<unknown> => {
    const { SecretList = [] } = await host.send<ListSecretsResponse>(
      'secretsmanager',
      'ListSecrets',
      input,
    );
    return SecretList.map(({ Name }) => Name);
  };
  expect(await names({})).toEqual(['stays']);
  expect(await names({ IncludePlannedDeletion: true })).toEqual(['stays', 'goes']);
  await host.close();
});

// Recorded on AWS by LocalStack's authors; the window's words are quoted in AWS SDK reports.
test('a forced end of a secret that never was succeeds, an unforced one does not', async () => {
  const host = await start();
  const remove = (input: object) =>
    host.send<DeleteSecretResponse>('secretsmanager', 'DeleteSecret', {
      SecretId: 'never',
      ...input,
    });
  expect(await remove({ ForceDeleteWithoutRecovery: true })).toMatchObject({
    Name: 'never',
    ARN: expect.stringMatching(/:secret:never-[A-Za-z0-9]{6}$/u),
    DeletionDate: new Date(host.clock.now()),
  });
  expect((await refusalOf(remove({}))).name).toBe('ResourceNotFoundException');
  for (const RecoveryWindowInDays of [0, 2, 6, 31, 100]) {
    for (const ForceDeleteWithoutRecovery of [undefined, true]) {
      expect(await refusalOf(remove({ RecoveryWindowInDays, ForceDeleteWithoutRecovery }))).toEqual(
        {
          name: 'InvalidParameterException',
          message: expect.stringContaining(
            'RecoveryWindowInDays value must be between 7 and 30 days (inclusive)',
          ),
        },
      );
    }
  }
  expect(
    await refusalOf(remove({ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true })),
  ).toEqual({
    name: 'InvalidParameterException',
    message: "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  });
  await host.close();
});

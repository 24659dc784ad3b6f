import type {
  DescribeSecretResponse,
  GetSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { createKms } from '../../../local/kms/service.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import { type ServiceHost, startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// While KMS makes a data key others go on: all calls here are past their first look before any of them has written.

const start = (): Promise<ServiceHost> =>
  startServices({ services: { kms: createKms, secretsmanager: createSecretsManager } });

const VALUES = ['a', 'b', 'a', 'b', 'a'];

const countDone = (results: readonly PromiseSettledResult<unknown>[]): number =>
  results.filter(({ status }) => status === 'fulfilled').length;

test('many puts of one token at once make one version, and the other value is refused', async () => {
  const host = await start();
  const token = tokenOf('raced');
  await host.send('secretsmanager', 'CreateSecret', {
    Name: 's',
    ClientRequestToken: tokenOf('0'),
  });
  const puts = VALUES.map((SecretString) =>
    host.send('secretsmanager', 'PutSecretValue', {
      SecretId: 's',
      ClientRequestToken: token,
      SecretString,
    }),
  );
  expect(countDone(await Promise.allSettled(puts))).toBe(3);
  expect(
    await host.send<GetSecretValueResponse>('secretsmanager', 'GetSecretValue', { SecretId: 's' }),
  ).toMatchObject({ SecretString: 'a', VersionId: token });
  expect(
    await host.send<DescribeSecretResponse>('secretsmanager', 'DescribeSecret', { SecretId: 's' }),
  ).toMatchObject({ VersionIdsToStages: { [token]: ['AWSCURRENT'] } });
  await host.close();
});

test('many creations of one name at once make one secret', async () => {
  const host = await start();
  const creations = VALUES.map((SecretString) =>
    host.send<{ ARN: string }>('secretsmanager', 'CreateSecret', {
      Name: 's',
      ClientRequestToken: tokenOf('same'),
      SecretString,
    }),
  );
  const results = await Promise.allSettled(creations);
  expect(countDone(results)).toBe(3);
  const arns = results.flatMap((result) =>
    result.status === 'fulfilled' ? [result.value.ARN] : [],
  );
  expect(new Set(arns).size).toBe(1);
  await host.close();
});

test('puts and updates of one token and value at once all answer the same', async () => {
  const host = await start();
  await host.send('secretsmanager', 'CreateSecret', {
    Name: 's',
    ClientRequestToken: tokenOf('0'),
  });
  const input = { SecretId: 's', ClientRequestToken: tokenOf('1'), SecretString: 'v' };
  const calls = ['PutSecretValue', 'UpdateSecret', 'PutSecretValue', 'UpdateSecret'].map(
    (operation) =>
      host.send<{ VersionId: string }>('secretsmanager', operation, {
        ...input,
        ...(operation === 'UpdateSecret' ? { Description: 'd' } : {}),
      }),
  );
  for (const { VersionId } of await Promise.all(calls)) expect(VersionId).toBe(tokenOf('1'));
  const { Versions } = await host.send<{ Versions: unknown[] }>(
    'secretsmanager',
    'ListSecretVersionIds',
    { SecretId: 's', IncludeDeprecated: true },
  );
  expect(Versions).toHaveLength(1);
  await host.close();
});

test('a second creation of the name with another token fails, whoever comes first', async () => {
  const host = await start();
  const creations = ['1', '2', '3'].map((token) =>
    host.send('secretsmanager', 'CreateSecret', {
      Name: 's',
      ClientRequestToken: tokenOf(token),
      SecretString: 'v',
    }),
  );
  expect(countDone(await Promise.allSettled(creations))).toBe(1);
  await host.close();
});

test('puts of different tokens at once all become versions', async () => {
  const host = await start();
  await host.send('secretsmanager', 'CreateSecret', {
    Name: 's',
    ClientRequestToken: tokenOf('0'),
  });
  const puts = VALUES.map((SecretString, index) =>
    host.send('secretsmanager', 'PutSecretValue', {
      SecretId: 's',
      ClientRequestToken: tokenOf(String(index + 1)),
      SecretString,
    }),
  );
  expect(countDone(await Promise.allSettled(puts))).toBe(5);
  const { Versions } = await host.send<{ Versions: unknown[] }>(
    'secretsmanager',
    'ListSecretVersionIds',
    { SecretId: 's', IncludeDeprecated: true },
  );
  expect(Versions).toHaveLength(5);
  await host.close();
});

test('a secret that is deleted while a put encrypts takes no version', async () => {
  const host = await start();
  const create = () =>
    host.send('secretsmanager', 'CreateSecret', { Name: 's', ClientRequestToken: tokenOf('0') });
  await create();
  const put = host.send('secretsmanager', 'PutSecretValue', {
    SecretId: 's',
    ClientRequestToken: tokenOf('1'),
    SecretString: 'v',
  });
  const removal = host.send('secretsmanager', 'DeleteSecret', {
    SecretId: 's',
    ForceDeleteWithoutRecovery: true,
  });
  await Promise.all([expect(put).rejects.toThrow("can't find the specified secret"), removal]);
  expect(host.store.collection('secretsmanager/values').list()).toEqual([]);
  await host.close();
});

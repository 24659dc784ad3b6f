import type { CreateSecretResponse, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { createKms } from '../../../local/kms/service.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import type { Principal } from '../../../local/service.ts';
import { refusalOf } from '../../support/refusal.ts';
import { startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// Recorded on AWS by LocalStack's authors (2026-03): what the secret's policy lets another account do, and what its key does not.

const stranger: Principal = { kind: 'root', accountId: '111111111111' };

test('another account may do what the policy says, but no value goes through the default key', async () => {
  const host = await startServices({
    services: { kms: createKms, secretsmanager: createSecretsManager },
  });
  const { ARN: SecretId = '' } = await host.send<CreateSecretResponse>(
    'secretsmanager',
    'CreateSecret',
    { Name: 'shared', SecretString: 'v', ClientRequestToken: tokenOf('1') },
  );
  const asStranger = <Output>(operation: string, input: object = {}): Promise<Output> =>
    host.send<Output>('secretsmanager', operation, { SecretId, ...input }, stranger);
  const value = { SecretString: 'w', ClientRequestToken: tokenOf('2') };
  for (const [operation, input] of [
    ['GetSecretValue', {}],
    ['PutSecretValue', value],
    ['UpdateSecret', value],
  ] as const) {
    expect(await refusalOf(asStranger(operation, input))).toEqual({
      name: 'InvalidRequestException',
      message:
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
    });
  }
  const ResourcePolicy = JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: '*', Resource: '*' },
    ],
  });
  for (const [operation, input] of [
    ['DescribeSecret', {}],
    ['PutResourcePolicy', { ResourcePolicy }],
    ['GetResourcePolicy', {}],
    ['ListSecretVersionIds', {}],
    ['TagResource', { Tags: [{ Key: 'k', Value: 'v' }] }],
    ['UntagResource', { TagKeys: ['k'] }],
    ['DeleteSecret', {}],
  ] as const) {
    await asStranger(operation, input);
  }
  await host.close();
});

test('another account lists its own secrets only', async () => {
  const host = await startServices({
    services: { kms: createKms, secretsmanager: createSecretsManager },
  });
  await host.send('secretsmanager', 'CreateSecret', {
    Name: 'ours',
    SecretString: 'v',
    ClientRequestToken: tokenOf('1'),
  });
  const { SecretList } = await host.send<ListSecretsResponse>(
    'secretsmanager',
    'ListSecrets',
    {},
    stranger,
  );
  expect(SecretList).toEqual([]);
  expect(
    await host.send(
      'secretsmanager',
      'BatchGetSecretValue',
      { Filters: [{ Key: 'name', Values: ['ours'] }] },
      stranger,
    ),
  ).toEqual({ SecretValues: [], Errors: [] });
  await host.close();
});

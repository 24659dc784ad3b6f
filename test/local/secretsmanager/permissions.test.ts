import { expect, test } from '@jest/globals';
import { createKms } from '../../../local/kms/service.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import type { Permission } from '../../../local/service.ts';
import { startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

test('a call tells IAM the ARN, the tags, the policy and the keys of its request', async () => {
  const asked: Permission[] = [];
  const host = await startServices({
    services: { kms: createKms, secretsmanager: createSecretsManager },
    authorize: (permissions) => {
      asked.push(...permissions.filter(({ action }) => action.startsWith('secretsmanager:')));
    },
  });
  const send = async (operation: string, input: object): Promise<readonly Permission[]> => {
    asked.length = 0;
    await host.send('secretsmanager', operation, input);
    return [...asked];
  };
  const [create, tag] = await send('CreateSecret', {
    Name: 'guarded',
    SecretString: 'v',
    ClientRequestToken: tokenOf('1'),
    Tags: [{ Key: 'rekey:target', Value: 'generated' }],
  });
  const tags = {
    'aws:RequestTag/rekey:target': 'generated',
    'aws:TagKeys': ['rekey:target'],
  };
  const resource = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:guarded-??????';
  const unmade = { resource, resourceName: 'guarded' };
  const conditions = { ...tags, 'secretsmanager:Name': 'guarded' };
  expect(create).toEqual({ action: 'secretsmanager:CreateSecret', ...unmade, conditions });
  expect(tag).toEqual({ action: 'secretsmanager:TagResource', ...unmade, conditions: tags });

  const policy = JSON.stringify({
    Statement: [
      { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:DeleteSecret', Resource: '*' },
    ],
  });
  await send('PutResourcePolicy', { SecretId: 'guarded', ResourcePolicy: policy });
  const [get] = await send('GetSecretValue', { SecretId: 'guarded', VersionStage: 'AWSCURRENT' });
  expect(get).toEqual({
    action: 'secretsmanager:GetSecretValue',
    resource: expect.stringMatching(/:secret:guarded-[A-Za-z0-9]{6}$/u),
    resourcePolicy: policy,
    conditions: { 'secretsmanager:VersionStage': 'AWSCURRENT' },
    resourceConditions: {
      'secretsmanager:SecretId': get?.resource,
      'aws:ResourceTag/rekey:target': 'generated',
      'secretsmanager:ResourceTag/rekey:target': 'generated',
    },
  });
  await host.close();
});

test('a batch asks for each of its reads with the rights of the caller', async () => {
  const asked: string[] = [];
  const host = await startServices({
    services: { kms: createKms, secretsmanager: createSecretsManager },
    authorize: (permissions) => {
      asked.push(...permissions.map(({ action }) => action));
    },
  });
  await host.send('secretsmanager', 'BatchGetSecretValue', { SecretIdList: ['a', 'b'] });
  expect(asked).toEqual([
    'secretsmanager:BatchGetSecretValue',
    'secretsmanager:GetSecretValue',
    'secretsmanager:GetSecretValue',
  ]);
  await host.close();
});

import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  type GetSecretValueResponse,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

// With the endpoint's own IAM: what a role may read, and through which key.

const ACCOUNT_ID = '000000000000';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role/reader`;

let cloud: Cloud;
let secrets: SecretsManagerClient;
let iam: IAMClient;
let keyArn: string;
let ownKeyArn: string;
beforeAll(async () => {
  cloud = createCloud();
  const config = createInProcessConfig(cloud);
  secrets = new SecretsManagerClient(config);
  iam = new IAMClient(config);
  const kms = new KMSClient(config);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  keyArn = KeyMetadata?.Arn ?? '';
  kms.destroy();
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'reader',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const Tags = [{ Key: 'rekey:target', Value: 'generated' }];
  await secrets.send(new CreateSecretCommand({ Name: 'plain', SecretString: 'plain', Tags }));
  await secrets.send(new CreateSecretCommand({ Name: 'untagged', SecretString: 'untagged' }));
  const created = await secrets.send(
    new CreateSecretCommand({ Name: 'own', SecretString: 'own', KmsKeyId: keyArn, Tags }),
  );
  ownKeyArn = created.ARN ?? '';
});
afterAll(async () => {
  secrets.destroy();
  iam.destroy();
  await cloud.stop();
});

const allow = async (...Statement: object[]): Promise<void> => {
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'reader',
      PolicyName: 'inline',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
};

const read = async (SecretId: string): Promise<string | undefined> => {
  const { SecretString } = await cloud.call<GetSecretValueResponse>({
    service: 'secretsmanager',
    operation: 'GetSecretValue',
    input: { SecretId },
    principal: {
      kind: 'role',
      accountId: ACCOUNT_ID,
      roleArn: ROLE_ARN,
      arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/reader/test`,
    },
    region: 'us-east-1',
  });
  return SecretString;
};

const getValue = {
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: '*',
  Condition: { StringLike: { 'aws:ResourceTag/rekey:target': '*' } },
};
const decrypt = (secretArn: string) => ({
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: keyArn,
  Condition: {
    StringEquals: {
      'kms:EncryptionContext:SecretARN': secretArn,
      'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com',
    },
  },
});

test('a role reads what the tag condition admits, and the default key asks nothing of it', async () => {
  await allow(getValue);
  expect(await read('plain')).toBe('plain');
  expect((await refusalOf(read('untagged'))).name).toBe('AccessDeniedException');
  expect((await refusalOf(read('nobody'))).name).toBe('AccessDeniedException');
});

test('under a customer key the role needs kms:Decrypt for that very secret', async () => {
  const refused = { name: 'AccessDeniedException', message: 'Access to KMS is not allowed' };
  await allow(getValue);
  expect(await refusalOf(read('own'))).toEqual(refused);
  await allow(
    getValue,
    decrypt('arn:aws:secretsmanager:us-east-1:000000000000:secret:other-abcdef'),
  );
  expect(await refusalOf(read('own'))).toEqual(refused);
  await allow(getValue, decrypt(ownKeyArn));
  expect(await read('own')).toBe('own');
});

test('a resource policy admits and denies', async () => {
  const put = (Effect: string) =>
    secrets.send(
      new PutResourcePolicyCommand({
        SecretId: 'untagged',
        ResourcePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect,
              Principal: { AWS: ROLE_ARN },
              Action: 'secretsmanager:GetSecretValue',
              Resource: '*',
            },
          ],
        }),
      }),
    );
  await allow(getValue);
  await put('Allow');
  expect(await read('untagged')).toBe('untagged');
  await allow({ ...getValue, Condition: {} });
  await put('Deny');
  expect((await refusalOf(read('untagged'))).name).toBe('AccessDeniedException');
  await secrets.send(new DeleteResourcePolicyCommand({ SecretId: 'untagged' }));
  expect(await read('untagged')).toBe('untagged');
});

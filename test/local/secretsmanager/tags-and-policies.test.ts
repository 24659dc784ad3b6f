import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  ValidateResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

// Recorded on AWS by LocalStack's authors (2026-03), unless a comment says otherwise.

let cloud: Cloud;
let client: SecretsManagerClient;
beforeAll(async () => {
  cloud = createCloud();
  client = new SecretsManagerClient(createInProcessConfig(cloud));
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const SecretId = 'tagged';
const tagsNow = async () => (await client.send(new DescribeSecretCommand({ SecretId }))).Tags;
const tag = (...Tags: { Key: string; Value: string }[]) =>
  client.send(new TagResourceCommand({ SecretId, Tags }));

test('tags keep the order of their first setting, and the last one leaves an empty list', async () => {
  await client.send(new CreateSecretCommand({ Name: SecretId }));
  expect(await tagsNow()).toBeUndefined();
  const { $metadata: _, ...answer } = await tag({ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' });
  expect(answer).toEqual({});
  await tag({ Key: 'c', Value: '3' }, { Key: 'a', Value: '4' });
  expect(await tagsNow()).toEqual([
    { Key: 'a', Value: '4' },
    { Key: 'b', Value: '2' },
    { Key: 'c', Value: '3' },
  ]);
  await client.send(new UntagResourceCommand({ SecretId, TagKeys: ['a', 'b', 'c', 'nobody'] }));
  expect(await tagsNow()).toEqual([]);
});

test('tags that cannot be are refused, all of the call', async () => {
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${String(index)}`, Value: '' }));
  for (const bad of [
    tag({ Key: 'x', Value: '1' }, { Key: 'x', Value: '2' }),
    tag({ Key: 'aws:mine', Value: '1' }),
    tag(...many),
  ]) {
    expect((await refusalOf(bad)).name).toBe('InvalidParameterException');
  }
  expect(await tagsNow()).toEqual([]);
});

const toPolicy = (Principal: unknown, Condition?: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal,
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
        Condition,
      },
    ],
  });

test('a policy comes back as it was put, and a secret without one has no such member', async () => {
  const get = () => client.send(new GetResourcePolicyCommand({ SecretId }));
  expect(await get()).not.toHaveProperty('ResourcePolicy');
  const ResourcePolicy = `${toPolicy('*')}\n`;
  await client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
  expect((await get()).ResourcePolicy).toBe(ResourcePolicy);
  await client.send(new DeleteResourcePolicyCommand({ SecretId }));
  expect(await get()).not.toHaveProperty('ResourcePolicy');
});

// Words: awsdocs/aws-cloudformation-user-guide#623, and the API reference for the public one.
test('a policy that is none, or open to everybody where that is blocked, is refused', async () => {
  const put = (ResourcePolicy: string, BlockPublicPolicy?: boolean) =>
    client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy, BlockPublicPolicy }));
  for (const bad of ['{', '[]', '{}', '{"Statement":[]}', '{"Statement":[{"Effect":"Maybe"}]}']) {
    expect(await refusalOf(put(bad))).toEqual({
      name: 'MalformedPolicyDocumentException',
      message: 'This policy has invalid syntax.',
    });
  }
  for (const principal of ['*', { AWS: '*' }, { AWS: ['*'] }]) {
    expect((await refusalOf(put(toPolicy(principal), true))).name).toBe('PublicPolicyException');
  }
  await put(toPolicy('*', { StringEquals: { 'aws:PrincipalAccount': '000000000000' } }), true);
  await put(toPolicy({ AWS: 'arn:aws:iam::000000000000:root' }), true);
});

test('ValidateResourcePolicy tells of a public policy and stores nothing', async () => {
  const validate = (ResourcePolicy: string) =>
    client.send(new ValidateResourcePolicyCommand({ ResourcePolicy }));
  expect(await validate(toPolicy({ AWS: '000000000000' }))).toMatchObject({
    PolicyValidationPassed: true,
    ValidationErrors: [],
  });
  expect(await validate(toPolicy('*'))).toMatchObject({
    PolicyValidationPassed: false,
    ValidationErrors: [{ CheckName: 'PUBLIC_POLICY' }],
  });
  expect((await refusalOf(validate('{'))).name).toBe('MalformedPolicyDocumentException');
});

import {
  CreateSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
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
    client.send(new TagResourceCommand({ SecretId, Tags: [{ Value: 'of nothing' }] })),
    tag(...many),
  ]) {
    expect((await refusalOf(bad)).name).toBe('InvalidParameterException');
  }
  expect(await tagsNow()).toEqual([]);
});

test('a key without a value is a tag, and fifty fit', async () => {
  const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `k${String(index)}` }));
  await client.send(new CreateSecretCommand({ Name: 'fifty', Tags: fifty }));
  const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: 'fifty' }));
  expect(Tags).toEqual(fifty.map(({ Key }) => ({ Key, Value: '' })));
  await client.send(
    new TagResourceCommand({ SecretId: 'fifty', Tags: [{ Key: 'k7', Value: 'again' }] }),
  );
});

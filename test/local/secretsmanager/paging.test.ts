import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  type Filter,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';
import { tokenOf } from '../../support/tokens.ts';

// [D] NextToken: "a token that indicates where the output should continue from". The words of its refusal are not recorded.

const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => `page/${letter}`);
const Filters: Filter[] = [{ Key: 'name', Values: ['page/'] }];
let cloud: Cloud;
let client: SecretsManagerClient;
let europe: SecretsManagerClient;
beforeAll(async () => {
  cloud = createCloud();
  const config = createInProcessConfig(cloud);
  client = new SecretsManagerClient(config);
  europe = new SecretsManagerClient({ ...config, region: 'eu-west-1' });
  for (const Name of names) {
    await client.send(new CreateSecretCommand({ Name, SecretString: Name }));
  }
  for (const id of ['2', '3', '4', '5']) await put(id);
});
afterAll(async () => {
  client.destroy();
  europe.destroy();
  await cloud.stop();
});

const put = (id: string) =>
  client.send(
    new PutSecretValueCommand({
      SecretId: 'page/a',
      ClientRequestToken: tokenOf(id),
      SecretString: id,
    }),
  );

type Page = { NextToken?: string | undefined };
const list = (input: Page & { SortOrder?: 'asc' | 'desc'; Filters?: Filter[] } = {}) =>
  client.send(new ListSecretsCommand({ MaxResults: 2, ...input }));
const batch = (input: Page & { Filters?: Filter[] } = {}) =>
  client.send(new BatchGetSecretValueCommand({ MaxResults: 2, Filters, ...input }));
const versions = (input: Page & { SecretId?: string; IncludeDeprecated?: boolean } = {}) =>
  client.send(
    new ListSecretVersionIdsCommand({
      ...{ SecretId: 'page/a', IncludeDeprecated: true, MaxResults: 2 },
      ...input,
    }),
  );

async function walk<Answer extends Page>(load: (page: Page) => Promise<Answer>): Promise<Answer[]> {
  const pages: Answer[] = [];
  let NextToken: string | undefined;
  do {
    const page = await load(NextToken === undefined ? {} : { NextToken });
    pages.push(page);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return pages;
}

test('each operation that lists gives everything once, in pages of the size that was asked for', async () => {
  const secrets = await walk(list);
  expect(secrets.map(({ SecretList = [] }) => SecretList.map(({ Name }) => Name))).toEqual([
    names.slice(0, 2),
    names.slice(2, 4),
    names.slice(4),
  ]);
  const values = await walk(batch);
  expect(values.map(({ SecretValues = [] }) => SecretValues.map(({ Name }) => Name))).toEqual([
    names.slice(0, 2),
    names.slice(2, 4),
    names.slice(4),
  ]);
  const ids = await walk(versions);
  expect(ids.map(({ Versions = [] }) => Versions.length)).toEqual([2, 2, 1]);
  expect(
    new Set(ids.flatMap(({ Versions = [] }) => Versions.map((each) => each.VersionId))).size,
  ).toBe(5);
});

test('a page without a MaxResults holds 100 secrets, or 20 values', async () => {
  for (let index = 0; index < 101; index += 1) {
    await europe.send(new CreateSecretCommand({ Name: `n${String(index)}` }));
  }
  const { SecretList, NextToken } = await europe.send(new ListSecretsCommand({}));
  expect(SecretList).toHaveLength(100);
  const rest = await europe.send(new ListSecretsCommand({ NextToken }));
  expect([rest.SecretList?.length, rest.NextToken]).toEqual([1, undefined]);
  const Filters = [{ Key: 'name' as const, Values: ['n'] }];
  const { Errors, NextToken: more } = await europe.send(
    new BatchGetSecretValueCommand({ Filters }),
  );
  expect([Errors?.length, more]).toEqual([20, expect.any(String)]);
});

test('a token that nobody gave, that was changed, or that came from elsewhere is refused', async () => {
  const { NextToken: ofList = '' } = await list();
  const { NextToken: ofBatch = '' } = await batch();
  const { NextToken: ofVersions = '' } = await versions();
  const changed = Buffer.from(ofList, 'base64url');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const forged = Buffer.from(JSON.stringify(['x', names[1]])).toString('base64url');
  for (const call of [
    () => list({ NextToken: 'rubbish' }),
    () => list({ NextToken: forged }),
    () => list({ NextToken: changed.toString('base64url') }),
    () => list({ NextToken: `${ofList}=` }),
    () => list({ NextToken: ofList.slice(0, -1) }),
    () => list({ NextToken: ofBatch }),
    () => list({ NextToken: ofVersions }),
    () => list({ NextToken: ofList, Filters }),
    () => list({ NextToken: ofList, SortOrder: 'desc' }),
    () => europe.send(new ListSecretsCommand({ NextToken: ofList })),
    () => batch({ NextToken: ofList }),
    () => batch({ NextToken: ofBatch, Filters: [{ Key: 'name', Values: ['page'] }] }),
    () =>
      client.send(new BatchGetSecretValueCommand({ SecretIdList: ['page/a'], NextToken: ofBatch })),
    () => versions({ NextToken: ofVersions, IncludeDeprecated: false }),
    () => versions({ NextToken: ofVersions, SecretId: 'page/b' }),
  ]) {
    expect((await refusalOf(call())).name).toBe('InvalidNextTokenException');
  }
  await list({ NextToken: ofList });
});

test('a list goes on behind a secret that has gone, or a version that has lost its label', async () => {
  const { NextToken } = await list();
  const gone = names[1] ?? '';
  await client.send(new DeleteSecretCommand({ SecretId: gone, ForceDeleteWithoutRecovery: true }));
  const { SecretList = [] } = await list({ NextToken });
  expect(SecretList.map(({ Name }) => Name)).toEqual(names.slice(2, 4));
  const labelled = (page: Page) => versions({ ...page, IncludeDeprecated: false });
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'page/a',
      VersionStage: 'old',
      MoveToVersionId: tokenOf('2'),
    }),
  );
  const first = await labelled({});
  expect(first.Versions?.map(({ VersionId }) => VersionId)).toEqual([tokenOf('5'), tokenOf('4')]);
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'page/a',
      VersionStage: 'AWSPREVIOUS',
      RemoveFromVersionId: tokenOf('4'),
    }),
  );
  const second = await labelled({ NextToken: first.NextToken });
  expect(second.Versions?.map(({ VersionId }) => VersionId)).toEqual([tokenOf('2')]);
});

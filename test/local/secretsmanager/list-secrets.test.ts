import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  type Filter,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsRequest,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

// Behaviour recorded on AWS by LocalStack's authors (2026-03: name, description) and verified there by moto's (2026-08: all, order).

const clock = createManualClock(Date.UTC(2026, 3, 1));
const clouds: Cloud[] = [];
const clients: SecretsManagerClient[] = [];

function start(): SecretsManagerClient {
  const cloud = createCloud({ clock });
  const client = new SecretsManagerClient(createInProcessConfig(cloud));
  clouds.push(cloud);
  clients.push(client);
  return client;
}

let client: SecretsManagerClient;
beforeAll(async () => {
  client = start();
  for (const [Name, Description, Key, Value] of [
    ['testing1/one', 'a secret', 'team', 'SecretOne'],
    ['testing1/two', 'an secret', 'Team', 'COMPANYthings'],
    ['Testing2', 'asecret', 'cost', 'Thirdsecret'],
    ['/slash', 'nothing here', 'owner', 'x'],
  ] as const) {
    await client.send(
      new CreateSecretCommand({ Name, Description, Tags: [{ Key, Value }], SecretString: Name }),
    );
    await clock.advance(1000);
  }
});
afterAll(async () => {
  for (const each of clients) each.destroy();
  for (const cloud of clouds) await cloud.stop();
});

const names = async (input: ListSecretsRequest, of = client): Promise<(string | undefined)[]> => {
  const { SecretList = [] } = await of.send(new ListSecretsCommand(input));
  return SecretList.map(({ Name }) => Name);
};

const ALL = ['testing1/one', 'testing1/two', 'Testing2', '/slash'];

test.each<[string, Filter, string[]]>([
  ['a prefix of the name', { Key: 'name', Values: ['testing1'] }, ALL.slice(0, 2)],
  ['names with a case', { Key: 'name', Values: ['Testing'] }, ['Testing2']],
  ['the first character', { Key: 'name', Values: ['/'] }, ['/slash']],
  ['all names but those', { Key: 'name', Values: ['!/'] }, ALL.slice(0, 3)],
  ['no name for two words', { Key: 'name', Values: ['testing1 one'] }, []],
  ['words of the description', { Key: 'description', Values: ['a secret'] }, ALL.slice(0, 2)],
  ['the beginning of a word', { Key: 'description', Values: ['a'] }, ALL.slice(0, 3)],
  ['the other descriptions', { Key: 'description', Values: ['!a'] }, ['/slash']],
  ['any of several values', { Key: 'name', Values: ['/', 'Testing2'] }, ['Testing2', '/slash']],
  ['tag keys by prefix', { Key: 'tag-key', Values: ['t'] }, ['testing1/one']],
  ['tag values by prefix', { Key: 'tag-value', Values: ['Secret'] }, ['testing1/one']],
  ['words before a capital', { Key: 'all', Values: ['one'] }, ['testing1/one']],
  ['words anywhere, whatever the case', { Key: 'all', Values: ['Ythings'] }, ['testing1/two']],
  ['no word inside capitals', { Key: 'all', Values: ['company'] }, []],
  ['no word behind capitals', { Key: 'all', Values: ['things'] }, []],
  ['no part of a plain word', { Key: 'all', Values: ['secret'] }, ALL.slice(0, 2)],
  ['both words of one value', { Key: 'all', Values: ['one SECRET'] }, ['testing1/one']],
  ['no value of two words that no secret has', { Key: 'all', Values: ['one slash'] }, []],
  ['no middle of a word', { Key: 'all', Values: ['pany'] }, []],
  ['tag keys in the search of all', { Key: 'all', Values: ['TEAM'] }, ALL.slice(0, 2)],
  ['no end of a word', { Key: 'all', Values: ['hings'] }, []],
  ['no sign', { Key: 'all', Values: ['+'] }, []],
  [
    'only whole prefixes of one word',
    { Key: 'all', Values: ['third', 'slash'] },
    ['Testing2', '/slash'],
  ],
  ['all that is not replicated', { Key: 'primary-region', Values: ['!us-east-1'] }, ALL],
  ['nothing of another service', { Key: 'owning-service', Values: ['rds'] }, []],
  ['tag keys with their case', { Key: 'tag-key', Values: ['Te'] }, ['testing1/two']],
  ['the other tag values', { Key: 'tag-value', Values: ['!x'] }, ALL.slice(0, 3)],
  ['words in another order', { Key: 'description', Values: ['secret a'] }, ALL.slice(0, 2)],
  ['descriptions in any case', { Key: 'description', Values: ['ASECRET'] }, ['Testing2']],
  ['nothing that is replicated', { Key: 'primary-region', Values: ['us-east-1'] }, []],
])('a filter finds %s', async (_what, filter, expected) => {
  expect(await names({ Filters: [filter] })).toEqual(expected);
});

test('several filters must all match', async () => {
  const Filters: Filter[] = [
    { Key: 'name', Values: ['testing1'] },
    { Key: 'description', Values: ['an'] },
  ];
  expect(await names({ Filters })).toEqual(['testing1/two']);
});

test('the list is in the order of creation, and by whatever is asked for', async () => {
  await clock.advance(86_400_000);
  await client.send(new GetSecretValueCommand({ SecretId: 'testing1/two' }));
  await client.send(new UpdateSecretCommand({ SecretId: 'testing1/one', Description: 'a secret' }));
  expect(await names({})).toEqual(ALL);
  expect(await names({ SortOrder: 'desc' })).toEqual([...ALL].reverse());
  expect(await names({ SortBy: 'name' })).toEqual([
    '/slash',
    'Testing2',
    'testing1/one',
    'testing1/two',
  ]);
  expect((await names({ SortBy: 'last-changed-date', SortOrder: 'desc' }))[0]).toBe('testing1/one');
  expect((await names({ SortBy: 'last-accessed-date', SortOrder: 'desc' }))[0]).toBe(
    'testing1/two',
  );
});

test('pages give each secret once, in either order and by every date', async () => {
  const many = start();
  const expected = Array.from({ length: 23 }, (_, index) => `n${String(index).padStart(2, '0')}`);
  for (const Name of expected) await many.send(new CreateSecretCommand({ Name }));
  for (const SortBy of [
    'created-date',
    'name',
    'last-changed-date',
    'last-accessed-date',
  ] as const) {
    for (const SortOrder of ['asc', 'desc'] as const) {
      const seen: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await many.send(
          new ListSecretsCommand({ SortBy, SortOrder, MaxResults: 5, NextToken }),
        );
        seen.push(...(page.SecretList ?? []).map(({ Name }) => Name));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(seen).toEqual(SortOrder === 'asc' ? expected : [...expected].reverse());
    }
  }
  const { NextToken } = await many.send(new ListSecretsCommand({ MaxResults: 5 }));
  expect(
    await refusalOf(many.send(new ListSecretsCommand({ SortOrder: 'desc', NextToken }))),
  ).toMatchObject({ name: 'InvalidNextTokenException' });
  expect(await many.send(new ListSecretsCommand({ MaxResults: 23 }))).not.toHaveProperty(
    'NextToken',
  );
});

test('an entry shows SecretVersionsToStages and no value', async () => {
  const { SecretList = [] } = await client.send(new ListSecretsCommand({ MaxResults: 1 }));
  const entry = SecretList[0];
  expect(Object.values(entry?.SecretVersionsToStages ?? {})).toEqual([['AWSCURRENT']]);
  expect(Object.keys(entry ?? {})).not.toContain('SecretString');
});

// Words that only moto has recorded.
test.each([
  [{ Values: ['x'] }, 'InvalidParameterException', 'Invalid filter key'],
  [
    { Key: 'description', Values: [] },
    'InvalidParameterException',
    'Invalid filter values for key: description',
  ],
  [
    { Key: 'invalid', Values: ['x'] },
    'ValidationException',
    "1 validation error detected: Value 'invalid' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [description, name, tag-key, tag-value, primary-region, owning-service, all]",
  ],
])('a bad filter is refused (%#)', async (filter, name, message) => {
  const Filters = [filter as Filter];
  expect(await refusalOf(client.send(new ListSecretsCommand({ Filters })))).toEqual({
    name,
    message,
  });
});

test('a batch answers what can be read and tells of the rest', async () => {
  const byId = await client.send(
    new BatchGetSecretValueCommand({ SecretIdList: ['testing1/one', 'nobody'] }),
  );
  expect(byId.SecretValues).toMatchObject([{ Name: 'testing1/one', SecretString: 'testing1/one' }]);
  expect(byId.Errors).toEqual([
    {
      SecretId: 'nobody',
      ErrorCode: 'ResourceNotFoundException',
      Message: "Secrets Manager can't find the specified secret.",
    },
  ]);
  const Filters: Filter[] = [{ Key: 'name', Values: ['testing1'] }];
  const first = await client.send(new BatchGetSecretValueCommand({ Filters, MaxResults: 1 }));
  const second = await client.send(
    new BatchGetSecretValueCommand({ Filters, MaxResults: 1, NextToken: first.NextToken }),
  );
  expect([first, second].map(({ SecretValues = [] }) => SecretValues[0]?.Name)).toEqual(
    ALL.slice(0, 2),
  );
  expect(second).not.toHaveProperty('NextToken');
});

// Words that only moto has recorded.
test('a batch is by ids or by filters', async () => {
  for (const input of [{}, { SecretIdList: ['a'], Filters: [] }]) {
    expect(await refusalOf(client.send(new BatchGetSecretValueCommand(input)))).toEqual({
      name: 'InvalidParameterException',
      message: "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
    });
  }
  expect(
    await refusalOf(
      client.send(new BatchGetSecretValueCommand({ SecretIdList: ['a'], MaxResults: 3 })),
    ),
  ).toEqual({
    name: 'InvalidParameterException',
    message:
      "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
  });
});

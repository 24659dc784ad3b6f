import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';
import { tokenOf } from '../../support/tokens.ts';

// Texts: recorded on AWS by LocalStack's authors (2026-03) or verified there by moto's (2026-08), unless a comment says otherwise.

const DAY_MS = 86_400_000;
const clock = createManualClock(Date.UTC(2026, 3, 1, 9, 30));
let running: RunningCloud;
let client: SecretsManagerClient;
beforeAll(async () => {
  running = await startCloud({ clock });
  client = new SecretsManagerClient({ ...running.clientConfig, systemClockOffset: 0 });
});
afterAll(async () => {
  client.destroy();
  await running.close();
});

test('a secret without a value has no VersionId, and Describe shows four members only', async () => {
  const created = await client.send(new CreateSecretCommand({ Name: 'empty', Description: '' }));
  expect(created).not.toHaveProperty('VersionId');
  const { $metadata: _, ...described } = await client.send(
    new DescribeSecretCommand({ SecretId: 'empty' }),
  );
  expect(Object.keys(described).sort()).toEqual(['ARN', 'CreatedDate', 'LastChangedDate', 'Name']);
  expect(described.ARN).toMatch(
    /^arn:aws:secretsmanager:us-east-1:000000000000:secret:empty-[A-Za-z0-9]{6}$/u,
  );
  for (const VersionStage of [undefined, 'AWSPENDING', 'AWSPREVIOUS']) {
    expect(
      await refusalOf(client.send(new GetSecretValueCommand({ SecretId: 'empty', VersionStage }))),
    ).toEqual({
      name: 'ResourceNotFoundException',
      message: `Secrets Manager can't find the specified secret value for staging label: ${VersionStage ?? 'AWSCURRENT'}`,
    });
  }
});

test('bytes and text come back unharmed through create, put and update', async () => {
  const bytes = Uint8Array.of(0, 1, 2, 255);
  await client.send(new CreateSecretCommand({ Name: 'binary', SecretBinary: bytes }));
  const read = async () => await client.send(new GetSecretValueCommand({ SecretId: 'binary' }));
  expect((await read()).SecretBinary).toEqual(bytes);
  await client.send(new PutSecretValueCommand({ SecretId: 'binary', SecretString: 'ключ 🔑 \0' }));
  const text = await read();
  expect(text.SecretString).toBe('ключ 🔑 \0');
  expect(text).not.toHaveProperty('SecretBinary');
  await client.send(new UpdateSecretCommand({ SecretId: 'binary', SecretBinary: bytes }));
  expect((await read()).SecretBinary).toEqual(bytes);
});

test('CreateSecret again with the same token and value gives the same answer, and with any difference is refused', async () => {
  const first = { Name: 'twice', ClientRequestToken: tokenOf('t1'), SecretString: 'v' };
  const { $metadata: _, ...created } = await client.send(new CreateSecretCommand(first));
  const { $metadata: __, ...again } = await client.send(new CreateSecretCommand(first));
  expect(again).toEqual(created);
  expect(created.VersionId).toBe(first.ClientRequestToken);
  expect(
    await refusalOf(client.send(new CreateSecretCommand({ ...first, SecretString: 'w' }))),
  ).toEqual({
    name: 'ResourceExistsException',
    message: `You can't use ClientRequestToken ${first.ClientRequestToken} because that value is already in use for a version of secret ${created.ARN ?? ''}.`,
  });
  expect(
    await refusalOf(
      client.send(new CreateSecretCommand({ ...first, ClientRequestToken: tokenOf('t2') })),
    ),
  ).toEqual({
    name: 'ResourceExistsException',
    message: 'The operation failed because the secret twice already exists.',
  });
});

test('PutSecretValue and UpdateSecret are done once for each token', async () => {
  await client.send(new CreateSecretCommand({ Name: 'once', SecretString: 'v0' }));
  const put = { SecretId: 'once', ClientRequestToken: tokenOf('p1'), SecretString: 'v1' };
  const { $metadata: _, ...first } = await client.send(new PutSecretValueCommand(put));
  const { $metadata: __, ...again } = await client.send(new PutSecretValueCommand(put));
  expect(again).toEqual(first);
  expect(first.VersionStages).toEqual(['AWSCURRENT']);
  const updated = await client.send(new UpdateSecretCommand(put));
  expect(updated.VersionId).toBe(put.ClientRequestToken);
  const { ARN = '' } = await client.send(new DescribeSecretCommand({ SecretId: 'once' }));
  for (const call of [
    client.send(new PutSecretValueCommand({ ...put, SecretString: 'other' })),
    client.send(new UpdateSecretCommand({ ...put, SecretString: 'other' })),
    client.send(
      new PutSecretValueCommand({
        SecretId: 'once',
        ClientRequestToken: tokenOf('p1'),
        SecretBinary: Buffer.from('v1'),
      }),
    ),
  ]) {
    expect(await refusalOf(call)).toEqual({
      name: 'ResourceExistsException',
      message: `You can't use ClientRequestToken ${tokenOf('p1')} because that value is already in use for a version of secret ${ARN}.`,
    });
  }
});

test('a put again after its labels have moved on answers with the labels of now', async () => {
  const put = { SecretId: 'moved', ClientRequestToken: tokenOf('m1'), SecretString: 'v1' };
  await client.send(new CreateSecretCommand({ Name: 'moved', SecretString: 'v0' }));
  await client.send(new PutSecretValueCommand(put));
  await client.send(new PutSecretValueCommand({ SecretId: 'moved', SecretString: 'v2' }));
  const again = await client.send(new PutSecretValueCommand(put));
  expect(again.VersionStages).toEqual(['AWSPREVIOUS']);
});

test('a version is read by id, by label, or by both where they agree', async () => {
  const [v1, v2] = [tokenOf('g1'), tokenOf('g2')];
  await client.send(
    new CreateSecretCommand({ Name: 'read', ClientRequestToken: v1, SecretString: 'one' }),
  );
  await client.send(
    new PutSecretValueCommand({ SecretId: 'read', ClientRequestToken: v2, SecretString: 'two' }),
  );
  const get = (input: { VersionId?: string; VersionStage?: string }) =>
    client.send(new GetSecretValueCommand({ SecretId: 'read', ...input }));
  expect(await get({})).toMatchObject({ SecretString: 'two', VersionStages: ['AWSCURRENT'] });
  expect(await get({ VersionId: v1 })).toMatchObject({ SecretString: 'one' });
  expect(await get({ VersionId: v1, VersionStage: 'AWSPREVIOUS' })).toMatchObject({
    SecretString: 'one',
  });
  expect(await refusalOf(get({ VersionId: v1, VersionStage: 'AWSCURRENT' }))).toEqual({
    name: 'InvalidRequestException',
    message: 'You provided a VersionStage that is not associated to the provided VersionId.',
  });
  expect(await refusalOf(get({ VersionId: tokenOf('g3') }))).toEqual({
    name: 'ResourceNotFoundException',
    message: `Secrets Manager can't find the specified secret value for VersionId: ${tokenOf('g3')}`,
  });
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'read',
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: v1,
      RemoveFromVersionId: v2,
    }),
  );
  expect(await get({})).toMatchObject({ SecretString: 'one' });
});

test('UpdateSecret of a description leaves the versions alone and answers without VersionId', async () => {
  await client.send(new CreateSecretCommand({ Name: 'described', SecretString: 'v' }));
  const before = await client.send(new DescribeSecretCommand({ SecretId: 'described' }));
  await clock.advance(1000);
  const updated = await client.send(
    new UpdateSecretCommand({ SecretId: 'described', Description: 'new words' }),
  );
  expect(updated).not.toHaveProperty('VersionId');
  const after = await client.send(new DescribeSecretCommand({ SecretId: 'described' }));
  expect(after.Description).toBe('new words');
  expect(after.VersionIdsToStages).toEqual(before.VersionIdsToStages);
  expect(Number(after.LastChangedDate)).toBe(Number(before.LastChangedDate) + 1000);
});

test('an UpdateSecret that is refused has changed nothing, not even the key', async () => {
  const kms = new KMSClient(running.clientConfig);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  kms.destroy();
  const SecretId = 'untouched';
  const ClientRequestToken = tokenOf('u1');
  await client.send(
    new CreateSecretCommand({ Name: SecretId, ClientRequestToken, SecretString: 'v' }),
  );
  const before = await client.send(new DescribeSecretCommand({ SecretId }));
  await clock.advance(1000);
  const update = new UpdateSecretCommand({
    ...{ SecretId, ClientRequestToken, SecretString: 'other' },
    ...{ Description: 'new', KmsKeyId: KeyMetadata?.Arn },
  });
  expect(await refusalOf(client.send(update))).toMatchObject({ name: 'ResourceExistsException' });
  const { $metadata: _, ...after } = await client.send(new DescribeSecretCommand({ SecretId }));
  expect(before).toMatchObject(after);
});

test('LastChangedDate grows with each UpdateSecret, the same value or not', async () => {
  const SecretId = 'grows';
  await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'v' }));
  const changed = async () =>
    Number((await client.send(new DescribeSecretCommand({ SecretId }))).LastChangedDate);
  const dates = [await changed()];
  for (const input of [{ SecretString: 'v' }, { SecretString: 'w' }, {}]) {
    await clock.advance(1000);
    await client.send(new UpdateSecretCommand({ SecretId, ...input }));
    dates.push(await changed());
  }
  expect(dates.map((date) => date - (dates[0] ?? 0))).toEqual([0, 1000, 2000, 3000]);
});

test('LastAccessedDate is a day, set by the first read of that day', async () => {
  await client.send(new CreateSecretCommand({ Name: 'accessed', SecretString: 'v' }));
  const accessed = async () =>
    (await client.send(new DescribeSecretCommand({ SecretId: 'accessed' }))).LastAccessedDate;
  const read = () => client.send(new GetSecretValueCommand({ SecretId: 'accessed' }));
  expect(await accessed()).toBeUndefined();
  await read();
  const day = new Date(Math.floor(clock.now() / DAY_MS) * DAY_MS);
  expect(await accessed()).toEqual(day);
  await clock.advance(60_000);
  await read();
  expect(await accessed()).toEqual(day);
  const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: 'accessed' }));
  expect(Versions).toMatchObject([{ LastAccessedDate: day }]);
  await clock.advance(DAY_MS);
  expect(await accessed()).toEqual(day);
  await client.send(new BatchGetSecretValueCommand({ SecretIdList: ['accessed'] }));
  expect(await accessed()).toEqual(new Date(Number(day) + DAY_MS));
});

test('versions without labels are listed only when asked for, without a VersionStages member', async () => {
  const tokens = ['d1', 'd2', 'd3'].map(tokenOf);
  await client.send(new CreateSecretCommand({ Name: 'deprecated' }));
  for (const ClientRequestToken of tokens) {
    await client.send(
      new PutSecretValueCommand({ SecretId: 'deprecated', ClientRequestToken, SecretString: 'v' }),
    );
  }
  const list = async (IncludeDeprecated: boolean) =>
    (
      await client.send(
        new ListSecretVersionIdsCommand({ SecretId: 'deprecated', IncludeDeprecated }),
      )
    ).Versions ?? [];
  expect((await list(false)).map(({ VersionId }) => VersionId)).toEqual([tokens[2], tokens[1]]);
  const all = await list(true);
  expect(all.map(({ VersionId }) => VersionId)).toEqual([tokens[2], tokens[1], tokens[0]]);
  expect(all[0]).toMatchObject({
    VersionStages: ['AWSCURRENT'],
    KmsKeyIds: ['DefaultEncryptionKey'],
  });
  expect(all[2]).not.toHaveProperty('VersionStages');
});

test('version lists come in pages, and a token of another list is refused', async () => {
  const page = (input: { MaxResults?: number; NextToken?: string; IncludeDeprecated?: boolean }) =>
    client.send(new ListSecretVersionIdsCommand({ SecretId: 'deprecated', ...input }));
  const first = await page({ MaxResults: 2, IncludeDeprecated: true });
  const { NextToken } = first;
  if (NextToken === undefined) throw new Error('Expected a next page.');
  const second = await page({ MaxResults: 2, IncludeDeprecated: true, NextToken });
  expect([first, second].map(({ Versions = [] }) => Versions.length)).toEqual([2, 1]);
  expect(second).not.toHaveProperty('NextToken');
  expect((await refusalOf(page({ NextToken }))).name).toBe('InvalidNextTokenException');
  expect((await refusalOf(page({ NextToken: 'rubbish' }))).name).toBe('InvalidNextTokenException');
});

// Quota: Secrets Manager User Guide, reference_limits. The words are not recorded.
test('a secret takes 20 labels and no more', async () => {
  await client.send(new CreateSecretCommand({ Name: 'labelled', SecretString: 'v' }));
  const nineteen = Array.from({ length: 19 }, (_, index) => `label-${String(index)}`);
  const put = (VersionStages: string[]) =>
    client.send(
      new PutSecretValueCommand({ SecretId: 'labelled', SecretString: 'v', VersionStages }),
    );
  const { VersionId } = await put(nineteen);
  expect((await refusalOf(put(['one-more']))).name).toBe('LimitExceededException');
  const move = client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'labelled',
      VersionStage: 'one-more',
      MoveToVersionId: VersionId,
    }),
  );
  expect((await refusalOf(move)).name).toBe('LimitExceededException');
});

// User Guide: versions without labels go beyond 100, but none younger than a day.
test('old versions without labels make room, young ones do not', async () => {
  const small = await startCloud({ clock, limits: { secretVersionsMax: 3 } });
  const own = new SecretsManagerClient(small.clientConfig);
  const put = () => own.send(new PutSecretValueCommand({ SecretId: 'filled', SecretString: 'v' }));
  await own.send(new CreateSecretCommand({ Name: 'filled', SecretString: 'v' }));
  await put();
  await put();
  expect((await refusalOf(put())).name).toBe('LimitExceededException');
  const list = async () =>
    (
      await own.send(
        new ListSecretVersionIdsCommand({ SecretId: 'filled', IncludeDeprecated: true }),
      )
    ).Versions ?? [];
  const oldest = (await list()).at(-1)?.VersionId;
  await clock.advance(DAY_MS + 1);
  await put();
  expect(await list()).toHaveLength(3);
  expect((await list()).map(({ VersionId }) => VersionId)).not.toContain(oldest);
  // A label keeps a version, however old: the next oldest goes.
  const kept = (await list()).at(-1)?.VersionId;
  const label = { SecretId: 'filled', VersionStage: 'keep', MoveToVersionId: kept };
  await own.send(new UpdateSecretVersionStageCommand(label));
  await clock.advance(DAY_MS + 1);
  await put();
  await put();
  expect(await list()).toHaveLength(3);
  expect((await list()).at(-1)).toMatchObject({ VersionId: kept, VersionStages: ['keep'] });
  own.destroy();
  await small.close();
});

test.each([
  [
    { SecretString: 'x', SecretBinary: Uint8Array.of(1) },
    'InvalidParameterException', // aws-sdk-java#1556
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  ],
  [
    { SecretString: 'é'.repeat(32_769) },
    'ValidationException', // form: cluster-api-provider-aws#1531
    "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
  ],
  [
    { SecretBinary: new Uint8Array(65_537) },
    'ValidationException',
    "1 validation error detected: Value at 'secretBinary' failed to satisfy constraint: Member must have length less than or equal to 65536",
  ],
  [{}, 'InvalidRequestException', 'You must provide either SecretString or SecretBinary.'], // moto only
])('an impossible value is refused and nothing is stored (%#)', async (value, name, message) => {
  expect(
    await refusalOf(client.send(new PutSecretValueCommand({ SecretId: 'empty', ...value }))),
  ).toEqual({ name, message });
  const described = await client.send(new DescribeSecretCommand({ SecretId: 'empty' }));
  expect(described).not.toHaveProperty('VersionIdsToStages');
});

test('65,536 bytes fit', async () => {
  const SecretString = 'é'.repeat(32_768);
  await client.send(new CreateSecretCommand({ Name: 'full', SecretString }));
  const read = await client.send(new GetSecretValueCommand({ SecretId: 'full' }));
  expect(read.SecretString).toBe(SecretString);
});

import { readdirSync } from 'node:fs';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { createKms } from '../../../local/kms/service.ts';
import type { Environment, Service } from '../../../local/service.ts';
import { createInProcessConfig, type RunningCloud, startCloud } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';
import { startServices } from '../../support/service-host.ts';

// Texts as AWS's own answers are quoted in public issues (botocore#2107, chamber#355, cosign#1474); key states by the
// developer guide (key-state).

const DAY_MS = 86_400_000;
const clock = createManualClock(Date.UTC(2026, 3, 1));
let running: RunningCloud;
let client: KMSClient;
beforeAll(async () => {
  running = await startCloud({ clock });
  client = new KMSClient(createInProcessConfig(running.cloud));
});
afterAll(async () => {
  client.destroy();
  await running.close();
});

const createKey = async (): Promise<{ id: string; arn: string }> => {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' };
};
const encrypt = (KeyId: string) =>
  client.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('clear') }));
const describeKey = async (KeyId: string) =>
  (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;

const policyOf = async (KeyId: string) =>
  (await client.send(new GetKeyPolicyCommand({ KeyId }))).Policy ?? '';

test('each action stands in a file of its name', async () => {
  let service: Service | undefined;
  const create = (environment: Environment): Service => {
    service = createKms(environment);
    return service;
  };
  const host = await startServices({ services: { kms: create } });
  const names = Object.keys(service?.actions ?? {}).map(
    (name) => `${name.replace(/(?!^)([A-Z])/gu, '-$1').toLowerCase()}.ts`,
  );
  const files = readdirSync(new URL('../../../local/kms/actions', import.meta.url));
  expect(files.sort()).toEqual(names.sort());
  await host.close();
});

test('a key is found by id, ARN, alias and alias ARN', async () => {
  const { id, arn } = await createKey();
  const AliasName = 'alias/app/found';
  await client.send(new CreateAliasCommand({ AliasName, TargetKeyId: arn }));
  const aliasArn = 'arn:aws:kms:us-east-1:000000000000:alias/app/found';
  for (const KeyId of [id, arn, AliasName, aliasArn]) {
    expect(await describeKey(KeyId)).toMatchObject({
      KeyId: id,
      Arn: arn,
      KeyState: 'Enabled',
      Enabled: true,
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
    });
  }
});

test('a KeyId that leads nowhere is refused in the words of its form', async () => {
  const uuid = '12345678-1234-1234-1234-123456789012';
  for (const [KeyId, message] of [
    ['nobody', "Invalid keyId 'nobody'"],
    [uuid, `Key 'arn:aws:kms:us-east-1:000000000000:key/${uuid}' does not exist`],
    ['alias/nobody', 'Alias arn:aws:kms:us-east-1:000000000000:alias/nobody is not found.'],
  ] as const) {
    expect(await refusalOf(describeKey(KeyId))).toEqual({ name: 'NotFoundException', message });
  }
});

test('an ARN of another Region is refused, and an alias where AWS takes none', async () => {
  const { id } = await createKey();
  const uuid = '12345678-1234-1234-1234-123456789012';
  for (const resource of [`key/${uuid}`, 'alias/any']) {
    const KeyId = `arn:aws:kms:eu-west-1:000000000000:${resource}`;
    expect(await refusalOf(describeKey(KeyId))).toEqual({
      name: 'NotFoundException',
      message: 'Invalid arn eu-west-1',
    });
  }
  const AliasName = 'alias/not-here';
  await client.send(new CreateAliasCommand({ AliasName, TargetKeyId: id }));
  for (const call of [
    () => client.send(new DisableKeyCommand({ KeyId: AliasName })),
    () => client.send(new ScheduleKeyDeletionCommand({ KeyId: AliasName })),
    () => client.send(new GetKeyPolicyCommand({ KeyId: AliasName })),
    () => client.send(new ListResourceTagsCommand({ KeyId: AliasName })),
    () => client.send(new ListAliasesCommand({ KeyId: AliasName })),
  ]) {
    expect(await refusalOf(call())).toEqual({
      name: 'NotFoundException',
      message: `Invalid keyId '${AliasName}'`,
    });
  }
  const again = { AliasName: 'alias/again', TargetKeyId: AliasName };
  expect(await refusalOf(client.send(new CreateAliasCommand(again)))).toEqual({
    name: 'ValidationException',
    message: 'Aliases must refer to keys. Not aliases',
  });
});

test('an alias is unique, moves, and goes; AWS keeps alias/aws for itself', async () => {
  const [first, second] = [await createKey(), await createKey()];
  const AliasName = 'alias/moves';
  const create = (name: string) =>
    client.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: first.id }));
  await create(AliasName);
  expect(await refusalOf(create(AliasName))).toEqual({
    name: 'AlreadyExistsException',
    message: 'An alias with the name arn:aws:kms:us-east-1:000000000000:alias/moves already exists',
  });
  expect((await refusalOf(create('moves'))).name).toBe('ValidationException');
  expect((await refusalOf(create('alias/with blank'))).name).toBe('ValidationException');
  expect((await refusalOf(create('alias/aws/mine'))).name).toBe('NotAuthorizedException');
  await client.send(new UpdateAliasCommand({ AliasName, TargetKeyId: second.id }));
  expect((await describeKey(AliasName))?.KeyId).toBe(second.id);
  const { Aliases } = await client.send(new ListAliasesCommand({ KeyId: second.id }));
  expect(Aliases).toMatchObject([{ AliasName, TargetKeyId: second.id }]);
  await client.send(new DeleteAliasCommand({ AliasName }));
  expect((await refusalOf(describeKey(AliasName))).name).toBe('NotFoundException');
});

test('the key of an AWS service comes when it is first asked for, and is changed by nobody', async () => {
  const key = await describeKey('alias/aws/secretsmanager');
  expect(key).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled' });
  expect((await describeKey('alias/aws/secretsmanager'))?.KeyId).toBe(key?.KeyId);
  const KeyId = key?.KeyId;
  const Policy = await policyOf(KeyId ?? '');
  for (const call of [
    () => client.send(new DisableKeyCommand({ KeyId })),
    () => client.send(new EnableKeyCommand({ KeyId })),
    () => client.send(new ScheduleKeyDeletionCommand({ KeyId })),
    () => client.send(new PutKeyPolicyCommand({ KeyId, Policy })),
    () => client.send(new CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: KeyId })),
    () => client.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: '1' }] })),
    () => client.send(new UpdateKeyDescriptionCommand({ KeyId, Description: 'mine' })),
    () => client.send(new DisableKeyRotationCommand({ KeyId })),
  ]) {
    const { name } = await refusalOf(call());
    expect(name).toBe('AccessDeniedException'); // its policy lets the account look, no more
  }
  expect(await describeKey('alias/aws/secretsmanager')).toEqual(key);
  expect(Policy).toContain('secretsmanager.us-east-1.amazonaws.com');
  const { KeyRotationEnabled } = await client.send(new GetKeyRotationStatusCommand({ KeyId }));
  expect(KeyRotationEnabled).toBe(true);
});

test('a disabled key serves nobody until it is enabled', async () => {
  const { id, arn } = await createKey();
  const { CiphertextBlob } = await encrypt(id);
  await client.send(new DisableKeyCommand({ KeyId: id }));
  const disabled = { name: 'DisabledException', message: `${arn} is disabled.` };
  expect(await refusalOf(encrypt(id))).toEqual(disabled);
  expect(await refusalOf(client.send(new DecryptCommand({ CiphertextBlob })))).toEqual(disabled);
  await client.send(new EnableKeyCommand({ KeyId: id }));
  const { Plaintext = new Uint8Array() } = await client.send(
    new DecryptCommand({ CiphertextBlob }),
  );
  expect(Buffer.from(Plaintext).toString()).toBe('clear');
});

test('a key on its way out serves nobody, can be kept, and is gone when its time comes', async () => {
  const { id, arn } = await createKey();
  await client.send(new CreateAliasCommand({ AliasName: 'alias/out', TargetKeyId: id }));
  const schedule = (PendingWindowInDays?: number) =>
    client.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays }));
  expect((await refusalOf(schedule(6))).name).toBe('ValidationException');
  expect(await schedule()).toMatchObject({ KeyState: 'PendingDeletion', PendingWindowInDays: 30 });
  expect(await refusalOf(encrypt(id))).toEqual({
    name: 'KMSInvalidStateException',
    message: `${arn} is pending deletion.`,
  });
  await client.send(new CancelKeyDeletionCommand({ KeyId: id }));
  expect(await describeKey(id)).toMatchObject({ KeyState: 'Disabled' });
  expect(await describeKey(id)).not.toHaveProperty('DeletionDate');
  await client.send(new EnableKeyCommand({ KeyId: id }));
  await schedule(7);
  await clock.advance(7 * DAY_MS);
  expect((await refusalOf(describeKey(id))).name).toBe('NotFoundException');
  expect((await refusalOf(describeKey('alias/out'))).name).toBe('NotFoundException');
});

test('rotation gives new material when it falls due, and the old still decrypts', async () => {
  const { id } = await createKey();
  const status = () => client.send(new GetKeyRotationStatusCommand({ KeyId: id }));
  expect(await status()).toMatchObject({ KeyRotationEnabled: false });
  const { CiphertextBlob } = await encrypt(id);
  await client.send(new EnableKeyRotationCommand({ KeyId: id, RotationPeriodInDays: 90 }));
  const first = await status();
  expect(first).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  await clock.advance(91 * DAY_MS);
  const later = await encrypt(id);
  expect(Number((await status()).NextRotationDate)).toBe(
    Number(first.NextRotationDate) + 90 * DAY_MS,
  );
  for (const blob of [CiphertextBlob, later.CiphertextBlob]) {
    const { Plaintext = new Uint8Array() } = await client.send(
      new DecryptCommand({ CiphertextBlob: blob }),
    );
    expect(Buffer.from(Plaintext).toString()).toBe('clear');
  }
  await client.send(new DisableKeyRotationCommand({ KeyId: id }));
  expect(await status()).toMatchObject({ KeyRotationEnabled: false });
});

test('the policy of a key is what was put, and at first the account', async () => {
  const { id } = await createKey();
  const get = async () =>
    (await client.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'default' }))).Policy ?? '';
  expect(JSON.parse(await get())).toMatchObject({
    Statement: [{ Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*' }],
  });
  const put = (Policy: string) => client.send(new PutKeyPolicyCommand({ KeyId: id, Policy }));
  expect((await refusalOf(put('{}'))).name).toBe('MalformedPolicyDocumentException');
  const Policy = JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
  });
  await put(Policy);
  expect(await get()).toBe(Policy);
});

test('a policy that would lock its author out is put only where the author insists', async () => {
  const { id: KeyId } = await createKey();
  const toPolicy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const all = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
  const account = { ...all, Principal: { AWS: '000000000000' } };
  const put = (Policy: string, BypassPolicyLockoutSafetyCheck?: boolean) =>
    client.send(new PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck }));
  const refusal = {
    name: 'MalformedPolicyDocumentException',
    message: 'The new key policy will not allow you to update the key policy in the future.',
  };
  const locked = [
    toPolicy({ ...all, Principal: { AWS: 'arn:aws:iam::000000000000:role/somebody' } }),
    toPolicy({ ...account, Action: ['kms:Put', 'kms:Get*'] }),
    toPolicy({ ...account, Action: undefined, NotAction: 'kms:Put*' }),
    toPolicy(account, { ...account, Effect: 'Deny', Action: 'kms:PutKeyPolicy' }),
    toPolicy({ ...all, Principal: { Service: 'secretsmanager.amazonaws.com' } }),
  ];
  for (const policy of locked) {
    expect(await refusalOf(put(policy))).toEqual(refusal);
    expect(await refusalOf(client.send(new CreateKeyCommand({ Policy: policy })))).toEqual(refusal);
  }
  for (const policy of [
    toPolicy(account),
    toPolicy({ ...all, Principal: '*', Action: 'kms:?utKey*' }),
    toPolicy(account, { ...account, Effect: 'Deny', Action: 'kms:Decrypt' }),
  ]) {
    await put(policy);
  }
  const { PolicyNames } = await client.send(new ListKeyPoliciesCommand({ KeyId }));
  expect(PolicyNames).toEqual(['default']);
  await put(locked[0] ?? '', true);
  expect((await refusalOf(policyOf(KeyId))).name).toBe('AccessDeniedException');
});

test('tags and description are kept', async () => {
  const { id } = await createKey();
  await client.send(
    new TagResourceCommand({
      KeyId: id,
      Tags: [
        { TagKey: 'a', TagValue: '1' },
        { TagKey: 'b', TagValue: '2' },
      ],
    }),
  );
  await client.send(new UntagResourceCommand({ KeyId: id, TagKeys: ['a'] }));
  const { Tags } = await client.send(new ListResourceTagsCommand({ KeyId: id }));
  expect(Tags).toEqual([{ TagKey: 'b', TagValue: '2' }]);
  await client.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: 'of the app' }));
  expect(await describeKey(id)).toMatchObject({ Description: 'of the app' });
});

test('keys come in pages, each once', async () => {
  const seen: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await client.send(new ListKeysCommand({ Limit: 2, Marker }));
    seen.push(...(page.Keys ?? []).map(({ KeyId }) => KeyId));
    expect(page.Truncated).toBe(page.NextMarker !== undefined);
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  const { Keys = [] } = await client.send(new ListKeysCommand({}));
  expect(seen).toEqual(Keys.map(({ KeyId }) => KeyId));
  expect(new Set(seen).size).toBe(seen.length);
  const bad = client.send(new ListKeysCommand({ Marker: 'rubbish' }));
  expect((await refusalOf(bad)).name).toBe('InvalidMarkerException');
});

test.each([
  { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
  { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
  { Origin: 'EXTERNAL' },
  { MultiRegion: true },
  { CustomKeyStoreId: 'cks-1' },
  { XksKeyId: 'key' },
] as const)('a key of a kind that the endpoint has not is refused: %j', async (input) => {
  const { name, message } = await refusalOf(client.send(new CreateKeyCommand(input)));
  expect(name).toBe('UnsupportedOperationException');
  expect(message).toContain('not supported by this endpoint');
});

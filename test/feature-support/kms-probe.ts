// Calls that show every member of KMS that the page calls supported.
import type { Send } from './recorder.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'kms:*', Resource: '*' },
  ],
});
const TAGS = [
  { TagKey: 'a', TagValue: '1' },
  { TagKey: 'b', TagValue: '2' },
];

/** Makes `alias/probe`. @returns a ciphertext of its key, with no context */
export async function probeKms(send: Send): Promise<Uint8Array> {
  const KeyId = await createKeys(send);
  await probeKey(send, KeyId);
  const blob = await probeCryptography(send, KeyId);
  await probeLists(send, KeyId);
  await probeDeletion(send);
  return blob;
}

async function createKeys(send: Send): Promise<string> {
  const shape = { KeyUsage: 'ENCRYPT_DECRYPT', Origin: 'AWS_KMS', MultiRegion: false };
  await send('CreateKey', { ...shape, CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' });
  const { KeyMetadata } = await send<{ KeyMetadata: { KeyId: string } }>('CreateKey', {
    ...shape,
    KeySpec: 'SYMMETRIC_DEFAULT',
    Policy: POLICY,
    Description: 'probe',
    BypassPolicyLockoutSafetyCheck: true,
    Tags: TAGS,
  });
  const { KeyId } = KeyMetadata;
  for (const name of ['probe', 'other']) {
    await send('CreateAlias', { AliasName: `alias/${name}`, TargetKeyId: KeyId });
  }
  await send('UpdateAlias', { AliasName: 'alias/other', TargetKeyId: KeyId });
  return KeyId;
}

async function probeKey(send: Send, KeyId: string): Promise<void> {
  await send('UpdateKeyDescription', { KeyId, Description: 'changed' });
  await send('DisableKey', { KeyId });
  await send('EnableKey', { KeyId });
  await send('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
  await send('GetKeyRotationStatus', { KeyId });
  await send('DisableKeyRotation', { KeyId });
  const PolicyName = 'default';
  const BypassPolicyLockoutSafetyCheck = true;
  await send('PutKeyPolicy', { KeyId, PolicyName, Policy: POLICY, BypassPolicyLockoutSafetyCheck });
  await send('GetKeyPolicy', { KeyId, PolicyName });
  await send('TagResource', { KeyId, Tags: [{ TagKey: 'c', TagValue: '3' }] });
  await send('UntagResource', { KeyId, TagKeys: ['c'] });
}

async function probeCryptography(send: Send, KeyId: string): Promise<Uint8Array> {
  const EncryptionContext = { a: '1' };
  const EncryptionAlgorithm = 'SYMMETRIC_DEFAULT';
  const DryRun = false;
  const plain = { KeyId, Plaintext: Buffer.from('clear') };
  const first = { ...plain, EncryptionContext, EncryptionAlgorithm, DryRun };
  const { CiphertextBlob } = await send<{ CiphertextBlob: Uint8Array }>('Encrypt', first);
  await send('Decrypt', { KeyId, CiphertextBlob, EncryptionContext, EncryptionAlgorithm, DryRun });
  await send('ReEncrypt', {
    CiphertextBlob,
    SourceKeyId: KeyId,
    SourceEncryptionContext: EncryptionContext,
    SourceEncryptionAlgorithm: EncryptionAlgorithm,
    DestinationKeyId: 'alias/probe',
    DestinationEncryptionContext: { b: '2' },
    DestinationEncryptionAlgorithm: EncryptionAlgorithm,
    DryRun,
  });
  for (const operation of ['GenerateDataKey', 'GenerateDataKeyWithoutPlaintext']) {
    await send(operation, { KeyId, EncryptionContext, KeySpec: 'AES_256', DryRun });
    await send(operation, { KeyId, NumberOfBytes: 64 });
  }
  await send('GenerateRandom', { NumberOfBytes: 8 });
  return (await send<{ CiphertextBlob: Uint8Array }>('Encrypt', plain)).CiphertextBlob;
}

async function probeLists(send: Send, KeyId: string): Promise<void> {
  for (const [operation, input] of [
    ['ListKeys', {}],
    ['ListAliases', { KeyId }],
    ['ListResourceTags', { KeyId }],
  ] as const) {
    const page = await send<{ NextMarker?: string }>(operation, { ...input, Limit: 1 });
    await send(operation, { ...input, Marker: page.NextMarker });
  }
  const Marker = Buffer.from('m:default').toString('base64');
  await send('ListKeyPolicies', { KeyId, Limit: 1, Marker });
  await send('ListKeyPolicies', { KeyId });
  await send('DeleteAlias', { AliasName: 'alias/other' });
}

async function probeDeletion(send: Send): Promise<void> {
  const { KeyMetadata } = await send<{ KeyMetadata: { KeyId: string } }>('CreateKey');
  const { KeyId } = KeyMetadata;
  await send('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  await send('DescribeKey', { KeyId });
  await send('CancelKeyDeletion', { KeyId });
}

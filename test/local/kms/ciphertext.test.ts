import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  KMSClient,
  ReEncryptCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKms } from '../../../local/kms/service.ts';
import { createStore } from '../../../local/store.ts';
import { createInProcessConfig, type RunningCloud, startCloud } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';
import { startServices } from '../../support/service-host.ts';

let running: RunningCloud;
let client: KMSClient;
let KeyId: string;
let otherKeyId: string;
beforeAll(async () => {
  running = await startCloud();
  client = new KMSClient(createInProcessConfig(running.cloud));
  const create = async () => (await client.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  [KeyId, otherKeyId] = [await create(), await create()];
});
afterAll(async () => {
  client.destroy();
  await running.close();
});

const encrypt = async (clear: Uint8Array, EncryptionContext?: Record<string, string>) =>
  (await client.send(new EncryptCommand({ KeyId, Plaintext: clear, EncryptionContext })))
    .CiphertextBlob ?? new Uint8Array();
const decrypt = (
  CiphertextBlob: Uint8Array,
  EncryptionContext?: Record<string, string>,
  keyId?: string,
) => client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: keyId }));

const anyContext = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), {
  maxKeys: 4,
  noNullPrototype: true,
});

test('whatever is encrypted comes back with its context, in any order, and with no other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      anyContext,
      anyContext,
      async (clear, context, other) => {
        const blob = await encrypt(clear, context);
        const turned = Object.fromEntries(Object.entries(context).reverse());
        expect((await decrypt(blob, turned)).Plaintext).toEqual(clear);
        const toText = (pairs: object) => JSON.stringify(Object.entries(pairs).sort());
        if (toText(context) === toText(other)) return;
        expect((await refusalOf(decrypt(blob, other))).name).toBe('InvalidCiphertextException');
      },
    ),
    { numRuns: 50 },
  );
});

test('a ciphertext with any bit changed does not open', async () => {
  const blob = await encrypt(Buffer.from('clear'));
  for (let index = 0; index < blob.length; index += 1) {
    const changed = Uint8Array.from(blob);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect((await refusalOf(decrypt(changed))).name).toBe('InvalidCiphertextException');
  }
  for (const bad of [blob.subarray(0, 20), blob.subarray(0, -1), Buffer.from('rubbish')]) {
    expect((await refusalOf(decrypt(bad))).name).toBe('InvalidCiphertextException');
  }
});

test('nor does one with any byte set to any other value', async () => {
  const blob = await encrypt(Buffer.from('clear'), { a: '1' });
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: blob.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (index, mask) => {
        const changed = Uint8Array.from(blob);
        changed[index] = (changed[index] ?? 0) ^ mask;
        const refusal = { name: 'InvalidCiphertextException' };
        expect(await refusalOf(decrypt(changed, { a: '1' }))).toMatchObject(refusal);
      },
    ),
    { numRuns: 200 },
  );
});

test('the key that is named must be the one that encrypted', async () => {
  const blob = await encrypt(Buffer.from('clear'));
  expect(await refusalOf(decrypt(blob, undefined, otherKeyId))).toEqual({
    name: 'IncorrectKeyException',
    message: 'The key ID in the request does not identify a CMK that can perform this operation.',
  });
  expect((await decrypt(blob, undefined, KeyId)).KeyId).toContain(KeyId);
});

test('a data key decrypts to its clear text, under its context only', async () => {
  const EncryptionContext = { SecretARN: 'arn' };
  const made = await client.send(
    new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }),
  );
  const blob = made.CiphertextBlob ?? new Uint8Array();
  expect(made.Plaintext).toHaveLength(32);
  expect((await decrypt(blob, EncryptionContext)).Plaintext).toEqual(made.Plaintext);
  expect((await refusalOf(decrypt(blob))).name).toBe('InvalidCiphertextException');
  const hidden = await client.send(
    new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 64 }),
  );
  expect(hidden).not.toHaveProperty('Plaintext');
  const clear = await decrypt(hidden.CiphertextBlob ?? new Uint8Array());
  expect(clear.Plaintext).toHaveLength(64);
});

test('a data key is asked for by its kind or its length', async () => {
  for (const input of [{}, { KeySpec: 'AES_256', NumberOfBytes: 32 } as const]) {
    const call = client.send(new GenerateDataKeyCommand({ KeyId, ...input }));
    expect((await refusalOf(call)).name).toBe('ValidationException');
  }
});

test('ReEncrypt changes key and context', async () => {
  const blob = await encrypt(Buffer.from('clear'), { a: '1' });
  const moved = await client.send(
    new ReEncryptCommand({
      CiphertextBlob: blob,
      SourceEncryptionContext: { a: '1' },
      DestinationKeyId: otherKeyId,
      DestinationEncryptionContext: { b: '2' },
    }),
  );
  const after = moved.CiphertextBlob ?? new Uint8Array();
  const { Plaintext = new Uint8Array() } = await decrypt(after, { b: '2' }, otherKeyId);
  expect(Buffer.from(Plaintext).toString()).toBe('clear');
});

test('more than 4,096 bytes are refused, without the value in the answer', async () => {
  expect(await refusalOf(encrypt(new Uint8Array(4097)))).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
  });
});

test('a dry run says what would happen and does nothing', async () => {
  const call = client.send(
    new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), DryRun: true }),
  );
  expect((await refusalOf(call)).name).toBe('DryRunOperationException');
});

test('what was encrypted opens after a restart with the same master key, and under no other', async () => {
  const store = createStore();
  const masterKey = new Uint8Array(32).fill(1);
  const services = { kms: createKms };
  const host = await startServices({ services, store, masterKey });
  const { KeyMetadata } = await host.send<{ KeyMetadata: { KeyId: string } }>(
    'kms',
    'CreateKey',
    {},
  );
  const { CiphertextBlob } = await host.send<{ CiphertextBlob: Uint8Array }>('kms', 'Encrypt', {
    KeyId: KeyMetadata.KeyId,
    Plaintext: Buffer.from('clear'),
  });
  await host.close();
  const again = await startServices({ services, store, masterKey });
  const { Plaintext } = await again.send<{ Plaintext: Uint8Array }>('kms', 'Decrypt', {
    CiphertextBlob,
  });
  expect(Buffer.from(Plaintext).toString()).toBe('clear');
  await again.close();
  const foreign = await startServices({ services, store, masterKey: new Uint8Array(32).fill(2) });
  const call = foreign.send('kms', 'Decrypt', { CiphertextBlob });
  expect((await refusalOf(call)).name).toBe('InvalidCiphertextException');
  await foreign.close();
  store.close();
});

test('a ciphertext of another Region, or of a key that is gone, is told as AWS tells it', async () => {
  const unknown = {
    name: 'AccessDeniedException',
    message:
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  };
  const blob = await encrypt(Buffer.from('clear'));
  const europe = new KMSClient({ ...createInProcessConfig(running.cloud), region: 'eu-west-1' });
  const open = (CiphertextBlob: Uint8Array) => europe.send(new DecryptCommand({ CiphertextBlob }));
  expect(await refusalOf(open(blob))).toEqual(unknown);
  const changed = Uint8Array.from(blob);
  changed[3] = (changed[3] ?? 0) ^ 1;
  expect(await refusalOf(open(changed))).toMatchObject({ name: 'InvalidCiphertextException' });
  europe.destroy();
});

test('key material is kept wrapped, and opens in its own key’s place only', async () => {
  const store = createStore();
  const host = await startServices({ services: { kms: createKms }, store });
  const create = async () =>
    (await host.send<{ KeyMetadata: { Arn: string } }>('kms', 'CreateKey', {})).KeyMetadata.Arn;
  const [first, second] = [await create(), await create()];
  const encryptWith = async (arn: string) =>
    await host.send<{ CiphertextBlob: Uint8Array }>('kms', 'Encrypt', {
      KeyId: arn,
      Plaintext: Buffer.from('clear'),
    });
  const { CiphertextBlob } = await encryptWith(first);
  const keys = store.collection<{ arn: string; materials: string[] }>('kms/keys');
  const [one, two] = keys.list();
  if (one === undefined || two === undefined) throw new Error('Expected two keys.');
  // nonce, 32 bytes and tag
  for (const { document } of [one, two]) {
    expect(document.materials.map((text) => Buffer.from(text, 'base64').length)).toEqual([60]);
  }
  const swapped = one.document.arn === first ? two : one;
  keys.put(one.key, { ...one.document, materials: swapped.document.materials });
  keys.put(two.key, { ...two.document, materials: swapped.document.materials });
  const call = host.send('kms', 'Decrypt', { CiphertextBlob });
  expect((await refusalOf(call)).name).toBe('InvalidCiphertextException');
  expect(first).not.toBe(second);
  await host.close();
  store.close();
});

test('what leans on grants, enclaves or dry runs without a ciphertext is refused by name', async () => {
  const CiphertextBlob = await encrypt(Buffer.from('clear'));
  const GrantTokens = ['token'];
  for (const [call, name] of [
    [
      () => client.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), GrantTokens })),
      'InvalidGrantTokenException',
    ],
    [
      () => client.send(new DecryptCommand({ CiphertextBlob, GrantTokens })),
      'InvalidGrantTokenException',
    ],
    [
      () => client.send(new DecryptCommand({ CiphertextBlob, Recipient: {} })),
      'UnsupportedOperationException',
    ],
    [() => client.send(new DecryptCommand({ CiphertextBlob: undefined })), 'ValidationException'],
    [
      () =>
        client.send(new DecryptCommand({ DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] })),
      'UnsupportedOperationException',
    ],
  ] as const) {
    expect((await refusalOf(call())).name).toBe(name);
  }
});

test('random bytes come under no key, as many as were asked for', async () => {
  const random = async (NumberOfBytes?: number) =>
    (await client.send(new GenerateRandomCommand({ NumberOfBytes }))).Plaintext;
  expect(await random(1024)).toHaveLength(1024);
  expect(await random(32)).not.toEqual(await random(32));
  for (const count of [0, 1025, undefined]) {
    expect((await refusalOf(random(count))).name).toBe('ValidationException');
  }
});

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Cloud, openCloud } from '../../local/cloud.ts';
import { decryptUnder, findKeyIdOf } from '../../local/kms/ciphertext.ts';
import { createKeyMaterial } from '../../local/kms/key-material.ts';
import type { KeyDocument } from '../../local/kms/store.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { createStore } from '../../local/store.ts';
import { createInProcessConfig } from '../support/cloud.ts';

let home: string;
let folder: string;
let keyFile: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rekey-key-'));
  folder = join(home, 'data');
  keyFile = join(folder, 'key', 'master.key');
});
afterEach(() => rmSync(home, { recursive: true }));

const using = async <Result>(work: (cloud: Cloud) => Promise<Result>): Promise<Result> => {
  const cloud = openCloud({ folder });
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
};
const secretsOf = (cloud: Cloud) => new SecretsManagerClient(createInProcessConfig(cloud));
const kmsOf = (cloud: Cloud) => new KMSClient(createInProcessConfig(cloud));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const failure = (code: string, message: unknown = expect.any(String)) =>
  expect.objectContaining({ code, message });

const listFiles = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(join(path, entry.name)) : [join(path, entry.name)],
  );

test('the key lies apart from the store, and both are closed to others', async () => {
  mkdirSync(folder, { mode: 0o755 });
  await using(async (cloud) => {
    await secretsOf(cloud).send(new CreateSecretCommand({ Name: 's', SecretString: 'v' }));
    expect(modeOf(keyFile)).toBe('600');
    expect(modeOf(join(folder, 'key'))).toBe('700');
    expect(modeOf(join(folder, 'store'))).toBe('700');
    expect(readdirSync(join(folder, 'key'))).toEqual(['master.key']);
    const files = listFiles(join(folder, 'store'));
    expect(files.length).toBeGreaterThan(1); // the write-ahead log, too
    expect(files.map(modeOf)).toEqual(files.map(() => '600'));
  });
  expect(modeOf(folder)).toBe('755'); // the user's own, left as it was
});

test('what was stored opens after a restart', async () => {
  const value = createUuid(createSystemRandom());
  const KmsKeyId = await using(async (cloud) => {
    const { KeyMetadata } = await kmsOf(cloud).send(new CreateKeyCommand({}));
    const client = secretsOf(cloud);
    await client.send(new CreateSecretCommand({ Name: 'default', SecretString: value }));
    const Name = 'own';
    const own = { Name, KmsKeyId: KeyMetadata?.Arn, SecretBinary: Buffer.from(value) };
    await client.send(new CreateSecretCommand(own));
    return KeyMetadata?.Arn;
  });
  await using(async (cloud) => {
    const client = secretsOf(cloud);
    const read = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
    expect((await read('default')).SecretString).toBe(value);
    expect(Buffer.from((await read('own')).SecretBinary ?? []).toString()).toBe(value);
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: 'own' }));
    expect(Versions?.[0]?.KmsKeyIds).toEqual([KmsKeyId]);
  });
});

test('no file has a value or a key in clear, the write-ahead log neither', async () => {
  const [first, second] = [1, 2].map(() => createUuid(createSystemRandom()));
  const look = (others: readonly Buffer[] = []): void => {
    const clear = [Buffer.from(first ?? ''), Buffer.from(second ?? ''), readMasterKey(), ...others];
    const forms = clear.flatMap((bytes) => [
      bytes,
      Buffer.from(bytes.toString('base64').replace(/=+$/u, '')),
      Buffer.from(bytes.toString('hex')),
    ]);
    const files = listFiles(folder).filter((file) => file !== keyFile);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const content = readFileSync(file);
      for (const form of forms) expect(content.includes(form)).toBe(false);
    }
  };
  await using(async (cloud) => {
    const client = secretsOf(cloud);
    await client.send(new CreateSecretCommand({ Name: 's', SecretString: first }));
    const SecretBinary = Buffer.from(second ?? '');
    await client.send(new PutSecretValueCommand({ SecretId: 's', SecretBinary }));
    const { KeyMetadata } = await kmsOf(cloud).send(new CreateKeyCommand({}));
    const Plaintext = Buffer.from(first ?? '');
    await kmsOf(cloud).send(new EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext }));
    look();
  });
  const keys = unwrapKeys();
  expect(keys.map(({ length }) => length)).toEqual([32, 32, 32, 32]); // two of KMS, two data keys
  look(keys);
});

const readMasterKey = () => Buffer.from(readFileSync(keyFile, 'utf8'), 'base64');

/** What the store holds of KMS keys and data keys, opened as the endpoint opens it. */
function unwrapKeys(): readonly Buffer[] {
  const material = createKeyMaterial(readMasterKey(), createSystemRandom());
  const store = createStore(join(folder, 'store'));
  const keys = store.collection<KeyDocument>('kms/keys').list();
  const materials = keys.flatMap(({ document: { arn, materials: wrapped } }) =>
    wrapped.map((text, index) => material.unwrap(text, arn, index)),
  );
  const [secret] = store.collection<{ arn: string }>('secretsmanager/secrets').list();
  const SecretARN = secret?.document.arn ?? '';
  const values = store.collection<{ dataKey: string }>('secretsmanager/values').list();
  const dataKeys = values.map(({ key, document }) => {
    const sealed = Buffer.from(document.dataKey, 'base64');
    const id = findKeyIdOf(sealed);
    const kmsKey = keys.find(({ document: found }) => found.id === id)?.document;
    if (kmsKey === undefined) throw new Error('The data key names no key.');
    const context = { SecretARN, SecretVersionId: key.slice(key.indexOf(' ') + 1) };
    return decryptUnder(kmsKey, material, sealed, context).plaintext;
  });
  store.close();
  return [...materials, ...dataKeys];
}

test.each(['now', 'before there was a check value'])(
  'another master key is told at the start, and changes nothing: a store from %s',
  async (age) => {
    await using(async (cloud) => {
      await secretsOf(cloud).send(new CreateSecretCommand({ Name: 's', SecretString: 'v' }));
    });
    if (age !== 'now') {
      const store = createStore(join(folder, 'store'));
      store.collection('endpoint/master-key').delete('check');
      store.close();
    }
    const own = readFileSync(keyFile);
    writeFileSync(keyFile, `${Buffer.from(createSystemRandom().bytes(32)).toString('base64')}\n`);
    const message = expect.stringContaining('written under another master key');
    for (const _ of [1, 2])
      expect(() => openCloud({ folder })).toThrow(failure('MasterKeyWrong', message));
    writeFileSync(keyFile, own);
    await using(async (cloud) => {
      const { SecretString } = await secretsOf(cloud).send(
        new GetSecretValueCommand({ SecretId: 's' }),
      );
      expect(SecretString).toBe('v');
    });
  },
);

test('a key that others may read, or a file that is no key, is refused with the way out', async () => {
  await using((cloud) => cloud.start());
  for (const [path, loose, wanted] of [
    [keyFile, 0o640, '600'],
    [keyFile, 0o604, '600'],
    [join(folder, 'key'), 0o755, '700'],
  ] as const) {
    chmodSync(path, loose);
    const message = expect.stringContaining(`chmod ${wanted} ${path}`);
    expect(() => openCloud({ folder })).toThrow(failure('MasterKeyExposed', message));
    expect(modeOf(path)).toBe(loose.toString(8));
    chmodSync(path, Number.parseInt(wanted, 8));
  }
  writeFileSync(keyFile, 'short\n');
  expect(() => openCloud({ folder })).toThrow(failure('MasterKeyInvalid'));
});

test('a store without its key is refused, and no other key is made', async () => {
  await using((cloud) => cloud.start());
  rmSync(keyFile);
  expect(() => openCloud({ folder })).toThrow(failure('MasterKeyMissing'));
  expect(existsSync(keyFile)).toBe(false);
});

test('a copy of the store alone opens under no new key', async () => {
  await using(async (cloud) => {
    await secretsOf(cloud).send(new CreateSecretCommand({ Name: 's', SecretString: 'v' }));
  });
  const copy = join(home, 'copy');
  mkdirSync(copy);
  cpSync(join(folder, 'store'), join(copy, 'store'), { recursive: true });
  expect(() => openCloud({ folder: copy })).toThrow(failure('MasterKeyMissing'));
  const other = openCloud({ folder: join(home, 'other') });
  await other.stop();
  cpSync(join(home, 'other', 'key'), join(copy, 'key'), { recursive: true });
  expect(() => openCloud({ folder: copy })).toThrow(failure('MasterKeyWrong'));
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createKms } from '../../../local/kms/service.ts';
import type { LogLine } from '../../../local/log.ts';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import type { SealedValue } from '../../../local/secretsmanager/value-cipher.ts';
import { refusalOf } from '../../support/refusal.ts';
import { type ServiceHost, startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// Whoever writes to the store's file cannot make a secret show another value: the API reference's DecryptionFailure.

const FAILURE = {
  name: 'DecryptionFailure',
  message: "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
};
const value = createUuid(createSystemRandom());
const log: LogLine[] = [];
let host: ServiceHost;
let otherKey: string;

beforeAll(async () => {
  host = await startServices({
    services: { kms: createKms, secretsmanager: createSecretsManager },
    log: (line) => {
      log.push(line);
    },
  });
  const createKey = async () =>
    (await host.send<{ KeyMetadata: { Arn: string } }>('kms', 'CreateKey', {})).KeyMetadata.Arn;
  const KmsKeyId = await createKey();
  otherKey = await createKey();
  for (const Name of ['default', 'own', 'foreign']) {
    const own = Name === 'own' ? { KmsKeyId } : {};
    const first = { Name, SecretString: value, ClientRequestToken: tokenOf('1'), ...own };
    await host.send('secretsmanager', 'CreateSecret', first);
    const second = { SecretId: Name, SecretString: 'second', ClientRequestToken: tokenOf('2') };
    await host.send('secretsmanager', 'PutSecretValue', second);
  }
});
afterAll(() => host.close());

const values = () => host.store.collection<SealedValue>('secretsmanager/values');
const keyOf = (name: string, token: string): string => {
  const found = values()
    .list({ prefix: `us-east-1/${name}-` })
    .find(({ key }) => key.endsWith(tokenOf(token)));
  if (found === undefined) throw new Error(`No value of ${name} is stored.`);
  return found.key;
};
const read = (SecretId: string, token = '1') =>
  host.send<{ SecretString: string }>('secretsmanager', 'GetSecretValue', {
    SecretId,
    VersionId: tokenOf(token),
  });

/** Reads with `changed` in the store, and puts what was there back. */
const readChanged = async (name: string, changed: SealedValue) => {
  const key = keyOf(name, '1');
  const before = values().get(key) as SealedValue;
  values().put(key, changed);
  try {
    return await refusalOf(read(name));
  } finally {
    values().put(key, before);
  }
};
const load = (name: string, token: string) => values().get(keyOf(name, token)) as SealedValue;

const flip = (base64: string, bit: number): string => {
  const bytes = Buffer.from(base64, 'base64');
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString('base64');
};

test.each(['default', 'own'])(
  'a changed bit anywhere in a sealed value is noticed: %s',
  async (name) => {
    const sealed = load(name, '1');
    for (const member of ['ciphertext', 'nonce', 'tag', 'dataKey'] as const) {
      const bits = Buffer.from(sealed[member], 'base64').length * 8;
      for (let bit = 0; bit < bits; bit += member === 'dataKey' ? 11 : 5) {
        const changed = { ...sealed, [member]: flip(sealed[member], bit) };
        expect(await readChanged(name, changed)).toEqual(FAILURE);
      }
      expect(await readChanged(name, { ...sealed, [member]: '' })).toEqual(FAILURE);
    }
    expect((await read(name)).SecretString).toBe(value);
  },
);

test('a sealed value said to lie under another key, or under the default one, does not open', async () => {
  const own = load('own', '1');
  const { kmsKeyId = '', ...asDefault } = own;
  for (const changed of [
    { ...own, kmsKeyId: otherKey },
    { ...own, kmsKeyId: `${kmsKeyId} ` },
    asDefault,
    { ...own, kmsKeyId: 'alias/aws/secretsmanager' },
  ]) {
    expect(await readChanged('own', changed)).toEqual(FAILURE);
  }
  expect(await readChanged('default', { ...load('default', '1'), kmsKeyId: otherKey })).toEqual(
    FAILURE,
  );
});

test('a sealed value, or its data key alone, does not open in another version or secret', async () => {
  const places = ['default', 'own', 'foreign'].flatMap((name) =>
    ['1', '2'].map((token) => [name, token] as const),
  );
  for (const name of ['default', 'own']) {
    const sealed = load(name, '1');
    for (const [otherName, token] of places) {
      if (otherName === name && token === '1') continue;
      const moved = load(otherName, token);
      expect(await readChanged(name, moved)).toEqual(FAILURE);
      expect(await readChanged(name, { ...sealed, dataKey: moved.dataKey })).toEqual(FAILURE);
      expect(await readChanged(name, { ...moved, dataKey: sealed.dataKey })).toEqual(FAILURE);
    }
  }
});

test('what did not open is told without a word of what was in it', () => {
  const told = JSON.stringify(log);
  expect(told).toContain('DecryptionFailure');
  for (const text of [value, Buffer.from(value).toString('base64'), load('own', '1').ciphertext]) {
    expect(told).not.toContain(text);
  }
});

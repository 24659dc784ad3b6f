import { createCipheriv, hash } from 'node:crypto';
import { beforeEach, expect, test } from '@jest/globals';
import { createKeyMaterial } from '../../../local/kms/key-material.ts';
import { createKms } from '../../../local/kms/service.ts';
import type { KeyDocument } from '../../../local/kms/store.ts';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import type { SealedValue } from '../../../local/secretsmanager/value-cipher.ts';
import { refusalOf } from '../../support/refusal.ts';
import { type ServiceHost, startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// Folders of earlier releases hold values in forms that are no longer written; what was stored stays readable.

const random = createSystemRandom();
const masterKey = random.bytes(32);
const material = createKeyMaterial(masterKey, random);
const value = createUuid(random);
let host: ServiceHost;
let secretArn: string;

beforeEach(async () => {
  const services = { kms: createKms, secretsmanager: createSecretsManager };
  host = await startServices({ services, masterKey });
  const { ARN } = await host.send<{ ARN: string }>('secretsmanager', 'CreateSecret', {
    Name: 'former',
    SecretString: 'to be replaced',
    ClientRequestToken: tokenOf('1'),
  });
  secretArn = ARN;
});

const values = () => host.store.collection<SealedValue>('secretsmanager/values');
const put = (sealed: SealedValue): void => {
  values().put(values().list()[0]?.key ?? '', sealed);
};
const read = () =>
  host.send<{ SecretString: string }>('secretsmanager', 'GetSecretValue', { SecretId: secretArn });

test.each([
  ['from before keys had a check sum and values named theirs', { checkSum: false, names: 2 }],
  ['from before the check sum told its form', { checkSum: true, names: 3 }],
])('a value opens in the form %s', async (_title, form) => {
  put(seal(form));
  expect((await read()).SecretString).toBe(value);
  await host.close();
});

test('a value in a former form does not open once any byte of it is changed', async () => {
  const sealed = seal({ checkSum: false, names: 2 });
  for (const member of ['dataKey', 'nonce', 'ciphertext', 'tag'] as const) {
    const bytes = Buffer.from(sealed[member], 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      put({ ...sealed, [member]: changed.toString('base64') });
      // without a check sum a changed key id is some other key's, and that one is not there
      expect(['DecryptionFailure', 'AccessDeniedException']).toContain(
        (await refusalOf(read())).name,
      );
    }
  }
  await host.close();
});

interface Form {
  readonly checkSum: boolean;
  /** What is bound besides the bytes: ARN and version, and later the customer's key. */
  readonly names: number;
}

function seal(form: Form): SealedValue {
  const dataKey = random.bytes(32);
  const names = [secretArn, tokenOf('1'), ''].slice(0, form.names);
  const nonce = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', dataKey, nonce).setAAD(
    Buffer.from(JSON.stringify(names)),
  );
  const ciphertext = Buffer.concat([cipher.update(`s${value}`), cipher.final()]);
  return {
    dataKey: encryptDataKey(dataKey, form).toString('base64'),
    nonce: Buffer.from(nonce).toString('base64'),
    ciphertext: ciphertext.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** As KMS wrote it then: form 1, the key's id, the number of its material, perhaps a check sum, and the seal. */
function encryptDataKey(dataKey: Uint8Array, { checkSum }: Form): Buffer {
  const key = host.store.collection<KeyDocument>('kms/keys').list()[0]?.document as KeyDocument;
  const start = Buffer.from(`01${key.id.replaceAll('-', '')}00000000`, 'hex');
  const sum = hash('sha256', start, 'buffer').subarray(0, 4);
  const header = Buffer.concat([start, ...(checkSum ? [sum] : [])]);
  const context = { SecretARN: secretArn, SecretVersionId: tokenOf('1') };
  const pairs = Buffer.from(JSON.stringify(Object.entries(context)));
  const secret = material.unwrap(key.materials[0] ?? '', key.arn, 0);
  return Buffer.concat([header, material.encrypt(secret, dataKey, Buffer.concat([header, pairs]))]);
}

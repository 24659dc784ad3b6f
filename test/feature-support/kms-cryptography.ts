// AWS KMS, member by member: what encrypts and decrypts.
import { type Member, never, partly, refused, type ServiceSupport } from './support.ts';

const UNSUPPORTED = 'UnsupportedOperationException';
const anyKeyId = 'key id, key ARN, alias or alias ARN, of this Region';
const context = 'bound as additional data; another one opens nothing';
const material = 'which of the key’s materials';
const noEnclave = never('Nitro enclaves are not here');
const key = { KeyId: 'alias/probe' };

const noGrants = (rest: object): Member =>
  refused('there are no grants', 'InvalidGrantTokenException', { ...rest, GrantTokens: ['token'] });
const noRecipient = (rest: object): Member =>
  refused('Nitro enclaves are not here', UNSUPPORTED, { ...rest, Recipient: {} });
const symmetric = (name: string, rest: object): Member =>
  partly('SYMMETRIC_DEFAULT', 'InvalidKeyUsageException', {
    ...{ ...rest, [name]: 'RSAES_OAEP_SHA_256' },
  });
const dryRun = (rest: object): Member =>
  partly('`false`; `true` tells whether the call would succeed', 'DryRunOperationException', {
    ...{ ...rest, DryRun: true },
  });

const encrypt = { ...key, Plaintext: Buffer.from('clear') };
const dataKey = { ...key, KeySpec: 'AES_256' };

/** @param ciphertext one of `alias/probe`, with no context */
export function toCryptography(ciphertext: Uint8Array): ServiceSupport {
  const decrypt = { CiphertextBlob: ciphertext };
  const reEncrypt = { ...decrypt, DestinationKeyId: 'alias/probe' };
  const modifiers = (rest: object): Member =>
    refused('dry runs need the ciphertext', UNSUPPORTED, {
      ...{ ...rest, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] },
    });
  return {
    Decrypt: {
      input: {
        CiphertextBlob: 'up to 6,144 bytes',
        EncryptionContext: context,
        GrantTokens: noGrants(decrypt),
        KeyId: 'must be the key that encrypted',
        EncryptionAlgorithm: symmetric('EncryptionAlgorithm', decrypt),
        Recipient: noRecipient(decrypt),
        DryRun: dryRun(decrypt),
        DryRunModifiers: modifiers(decrypt),
      },
      output: {
        KeyId: 'the key’s ARN',
        Plaintext: '',
        EncryptionAlgorithm: '',
        CiphertextForRecipient: noEnclave,
        KeyMaterialId: material,
      },
    },
    Encrypt: {
      input: {
        KeyId: anyKeyId,
        Plaintext: '1 to 4,096 bytes',
        EncryptionContext: context,
        GrantTokens: noGrants(encrypt),
        EncryptionAlgorithm: symmetric('EncryptionAlgorithm', encrypt),
        DryRun: dryRun(encrypt),
      },
      output: { CiphertextBlob: '', KeyId: 'the key’s ARN', EncryptionAlgorithm: '' },
    },
    GenerateDataKey: {
      input: {
        KeyId: anyKeyId,
        EncryptionContext: context,
        NumberOfBytes: '1 to 1,024, and no KeySpec',
        KeySpec: 'AES_256 or AES_128, and no NumberOfBytes',
        GrantTokens: noGrants(dataKey),
        Recipient: noRecipient(dataKey),
        DryRun: dryRun(dataKey),
      },
      output: {
        CiphertextBlob: '',
        Plaintext: '',
        KeyId: 'the key’s ARN',
        CiphertextForRecipient: noEnclave,
        KeyMaterialId: material,
      },
    },
    GenerateDataKeyWithoutPlaintext: {
      input: {
        KeyId: anyKeyId,
        EncryptionContext: context,
        KeySpec: 'AES_256 or AES_128, and no NumberOfBytes',
        NumberOfBytes: '1 to 1,024, and no KeySpec',
        GrantTokens: noGrants(dataKey),
        DryRun: dryRun(dataKey),
      },
      output: { CiphertextBlob: '', KeyId: 'the key’s ARN', KeyMaterialId: material },
    },
    GenerateRandom: {
      input: {
        NumberOfBytes: '1 to 1,024',
        CustomKeyStoreId: refused('there are no key stores', UNSUPPORTED, {
          ...{ NumberOfBytes: 1, CustomKeyStoreId: 'cks-0' },
        }),
        Recipient: noRecipient({ NumberOfBytes: 1 }),
      },
      output: { Plaintext: '', CiphertextForRecipient: noEnclave },
    },
    ReEncrypt: {
      input: {
        CiphertextBlob: 'up to 6,144 bytes',
        SourceEncryptionContext: context,
        SourceKeyId: 'must be the key that encrypted',
        DestinationKeyId: anyKeyId,
        DestinationEncryptionContext: context,
        SourceEncryptionAlgorithm: symmetric('SourceEncryptionAlgorithm', reEncrypt),
        DestinationEncryptionAlgorithm: symmetric('DestinationEncryptionAlgorithm', reEncrypt),
        GrantTokens: noGrants(reEncrypt),
        DryRun: dryRun(reEncrypt),
        DryRunModifiers: modifiers(reEncrypt),
      },
      output: {
        CiphertextBlob: '',
        SourceKeyId: 'the key’s ARN',
        KeyId: 'the other key’s ARN',
        SourceEncryptionAlgorithm: '',
        DestinationEncryptionAlgorithm: '',
        SourceKeyMaterialId: material,
        DestinationKeyMaterialId: material,
      },
    },
  };
}

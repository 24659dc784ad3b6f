// A key as CreateKey and DescribeKey show it.
import type { KeyMetadata } from '@aws-sdk/client-kms';
import { toKeyMaterialId } from './key-material.ts';
import type { KeyDocument } from './store.ts';

/** AWS still answers what KeySpec was called before 2021. */
const FORMER_NAMES = { CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' } as const;

export function toKeyMetadata(key: KeyDocument, accountId: string): KeyMetadata {
  return {
    AWSAccountId: accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdMs),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    ...(key.deletionMs === undefined ? {} : { DeletionDate: new Date(key.deletionMs) }),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    ...FORMER_NAMES,
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    CurrentKeyMaterialId: toKeyMaterialId(key.arn, key.materials.length - 1),
  };
}

// DeleteBucketEncryption: none is as deleted (API reference).
import type { DeleteBucketEncryptionRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { deleteSetting } from '../settings.ts';

export function createDeleteBucketEncryption(
  parts: Parts,
): Action<DeleteBucketEncryptionRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutEncryptionConfiguration', input.Bucket),
    run: (input) => {
      deleteSetting(parts.store, input.Bucket, 'encryption');
      return {};
    },
  };
}

// GetBucketEncryption: as it was put (API reference).
import type { GetBucketEncryptionOutput, GetBucketEncryptionRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadSetting } from '../settings.ts';

export function createGetBucketEncryption(
  parts: Parts,
): Action<GetBucketEncryptionRequest, GetBucketEncryptionOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetEncryptionConfiguration', input.Bucket),
    run: (input) => {
      const setting = loadSetting(parts.store, input.Bucket, 'encryption');
      return { ServerSideEncryptionConfiguration: { Rules: [], ...setting } };
    },
  };
}

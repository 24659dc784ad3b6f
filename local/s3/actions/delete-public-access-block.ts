// DeletePublicAccessBlock: none is as deleted (API reference).
import type { DeletePublicAccessBlockRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { deleteSetting } from '../settings.ts';

export function createDeletePublicAccessBlock(
  parts: Parts,
): Action<DeletePublicAccessBlockRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketPublicAccessBlock', input.Bucket),
    run: (input) => {
      deleteSetting(parts.store, input.Bucket, 'publicAccessBlock');
      return {};
    },
  };
}

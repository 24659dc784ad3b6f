// DeleteBucketTagging: none is as deleted (API reference).
import type { DeleteBucketTaggingRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { deleteSetting } from '../settings.ts';

export function createDeleteBucketTagging(
  parts: Parts,
): Action<DeleteBucketTaggingRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketTagging', input.Bucket),
    run: (input) => {
      deleteSetting(parts.store, input.Bucket, 'tagging');
      return {};
    },
  };
}

// DeleteBucketOwnershipControls: none is as deleted (API reference).
import type { DeleteBucketOwnershipControlsRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { deleteSetting } from '../settings.ts';

export function createDeleteBucketOwnershipControls(
  parts: Parts,
): Action<DeleteBucketOwnershipControlsRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketOwnershipControls', input.Bucket),
    run: (input) => {
      deleteSetting(parts.store, input.Bucket, 'ownershipControls');
      return {};
    },
  };
}

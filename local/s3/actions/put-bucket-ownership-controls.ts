// PutBucketOwnershipControls: one account owns everything here (API reference).
import type { PutBucketOwnershipControlsRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { putSetting } from '../settings.ts';

export function createPutBucketOwnershipControls(
  parts: Parts,
): Action<PutBucketOwnershipControlsRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketOwnershipControls', input.Bucket),
    run: (input) => {
      putSetting(parts.store, input.Bucket, 'ownershipControls', input.OwnershipControls);
      return {};
    },
  };
}

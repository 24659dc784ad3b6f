// GetBucketOwnershipControls: as it was put (API reference).
import type {
  GetBucketOwnershipControlsOutput,
  GetBucketOwnershipControlsRequest,
} from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadSetting } from '../settings.ts';

export function createGetBucketOwnershipControls(
  parts: Parts,
): Action<GetBucketOwnershipControlsRequest, GetBucketOwnershipControlsOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetBucketOwnershipControls', input.Bucket),
    run: (input) => {
      const setting = loadSetting(parts.store, input.Bucket, 'ownershipControls');
      return { OwnershipControls: { Rules: [], ...setting } };
    },
  };
}

// GetBucketTagging: as it was put (API reference).
import type { GetBucketTaggingOutput, GetBucketTaggingRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadSetting } from '../settings.ts';

export function createGetBucketTagging(
  parts: Parts,
): Action<GetBucketTaggingRequest, GetBucketTaggingOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetBucketTagging', input.Bucket),
    run: (input) => {
      const setting = loadSetting(parts.store, input.Bucket, 'tagging');
      return { TagSet: [], ...setting };
    },
  };
}

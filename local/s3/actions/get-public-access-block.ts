// GetPublicAccessBlock: as it was put (API reference).
import type { GetPublicAccessBlockOutput, GetPublicAccessBlockRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadSetting } from '../settings.ts';

export function createGetPublicAccessBlock(
  parts: Parts,
): Action<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetBucketPublicAccessBlock', input.Bucket),
    run: (input) => {
      const setting = loadSetting(parts.store, input.Bucket, 'publicAccessBlock');
      return { PublicAccessBlockConfiguration: setting };
    },
  };
}

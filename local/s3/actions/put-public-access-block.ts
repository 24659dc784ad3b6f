// PutPublicAccessBlock: nobody comes here without credentials, so there is nothing more to block (API reference).
import type { PutPublicAccessBlockRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { putSetting } from '../settings.ts';

export function createPutPublicAccessBlock(
  parts: Parts,
): Action<PutPublicAccessBlockRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketPublicAccessBlock', input.Bucket),
    run: (input) => {
      putSetting(
        parts.store,
        input.Bucket,
        'publicAccessBlock',
        input.PublicAccessBlockConfiguration,
      );
      return {};
    },
  };
}

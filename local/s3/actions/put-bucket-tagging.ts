// PutBucketTagging: all tags at once (API reference).
import type { PutBucketTaggingRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { putSetting } from '../settings.ts';

export function createPutBucketTagging(
  parts: Parts,
): Action<PutBucketTaggingRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketTagging', input.Bucket),
    run: (input) => {
      const keys = (input.Tagging?.TagSet ?? []).map(({ Key }) => Key);
      if (new Set(keys).size !== keys.length) {
        throw new ServiceError('InvalidTag', 'Cannot provide multiple Tags with the same key');
      }
      putSetting(parts.store, input.Bucket, 'tagging', input.Tagging);
      return {};
    },
  };
}

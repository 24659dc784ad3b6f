// GetBucketPolicy: the text as it was put (API reference).
import type { GetBucketPolicyOutput, GetBucketPolicyRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { noSetting } from '../errors.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

export function createGetBucketPolicy(
  parts: Parts,
): Action<GetBucketPolicyRequest, GetBucketPolicyOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetBucketPolicy', input.Bucket),
    run: (input) => {
      const { name, policy } = loadBucket(parts.store, input.Bucket);
      if (policy === undefined) {
        throw noSetting('NoSuchBucketPolicy', 'The bucket policy does not exist', name);
      }
      return { Policy: policy };
    },
  };
}

// DeleteBucketPolicy: none is as deleted (API reference).
import type { DeleteBucketPolicyRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { bucketKey, loadBucket } from '../store.ts';

export function createDeleteBucketPolicy(
  parts: Parts,
): Action<DeleteBucketPolicyRequest, Record<string, never>> {
  const { store } = parts;
  return {
    permissions: (input) => bucketPermission(parts, 'DeleteBucketPolicy', input.Bucket),
    run: (input) => {
      const { policy: _former, ...bucket } = loadBucket(store, input.Bucket);
      store.buckets.put(bucketKey(bucket.name), bucket);
      return {};
    },
  };
}

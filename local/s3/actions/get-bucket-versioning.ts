// GetBucketVersioning: a bucket that was never versioned says nothing (API reference).
import type { GetBucketVersioningOutput, GetBucketVersioningRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

export function createGetBucketVersioning(
  parts: Parts,
): Action<GetBucketVersioningRequest, GetBucketVersioningOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetBucketVersioning', input.Bucket),
    run: (input) => ({ ...loadBucket(parts.store, input.Bucket).settings.versioning }),
  };
}

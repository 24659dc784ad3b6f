// GetBucketNotificationConfiguration: none, for none is taken (API reference).
import type { GetBucketNotificationConfigurationRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

export function createGetBucketNotificationConfiguration(
  parts: Parts,
): Action<GetBucketNotificationConfigurationRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetBucketNotification', input.Bucket),
    run: (input) => {
      loadBucket(parts.store, input.Bucket);
      return {};
    },
  };
}

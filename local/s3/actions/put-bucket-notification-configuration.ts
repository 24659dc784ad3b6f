// PutBucketNotificationConfiguration: no events go out from here, so only an empty one is taken (API reference).
import type { PutBucketNotificationConfigurationRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { notImplemented } from '../errors.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

export function createPutBucketNotificationConfiguration(
  parts: Parts,
): Action<PutBucketNotificationConfigurationRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketNotification', input.Bucket),
    run: (input) => {
      loadBucket(parts.store, input.Bucket);
      const wanted = Object.values(input.NotificationConfiguration ?? {}) as readonly unknown[];
      const isEmpty = wanted.every((list) => Array.isArray(list) && list.length === 0);
      if (!isEmpty) throw notImplemented('Notification of events');
      return {};
    },
  };
}

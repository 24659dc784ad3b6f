// PutBucketVersioning: former versions are not kept here, so enabling it is refused (API reference).
import type { PutBucketVersioningRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { notImplemented } from '../errors.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { putSetting } from '../settings.ts';

export function createPutBucketVersioning(
  parts: Parts,
): Action<PutBucketVersioningRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketVersioning', input.Bucket),
    run: (input) => {
      if (input.VersioningConfiguration?.Status === 'Enabled') {
        throw notImplemented('Versioning of objects');
      }
      putSetting(parts.store, input.Bucket, 'versioning', input.VersioningConfiguration);
      return {};
    },
  };
}

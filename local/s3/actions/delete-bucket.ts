// DeleteBucket: empty ones only; uploads that nobody completed go with it (API reference).
import type { DeleteBucketRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { bucketKey, loadBucket } from '../store.ts';
import { discardUpload } from '../uploads.ts';

export function createDeleteBucket(
  parts: Parts,
): Action<DeleteBucketRequest, Record<string, never>> {
  const { store } = parts;
  return {
    permissions: (input) => bucketPermission(parts, 'DeleteBucket', input.Bucket),
    run: (input) => {
      const { name } = loadBucket(store, input.Bucket);
      if (store.objects.list({ prefix: `global/${name}/`, limit: 1 }).length > 0) {
        throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
          status: 409,
          details: { BucketName: name },
        });
      }
      store.transaction(() => {
        for (const { document } of store.uploads.list({ prefix: `global/${name}/` })) {
          discardUpload(store, name, document.uploadId);
        }
        store.buckets.delete(bucketKey(name));
      });
      return {};
    },
  };
}

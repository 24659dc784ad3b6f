// ListMultipartUploads of one bucket, by key (API reference).
import type { ListMultipartUploadsOutput, ListMultipartUploadsRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { notImplemented } from '../errors.ts';
import { createEncoder } from '../list-keys.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

const UPLOADS_MAX = 1000;

export function createListMultipartUploads(
  parts: Parts,
): Action<ListMultipartUploadsRequest, ListMultipartUploadsOutput> {
  const { store } = parts;
  return {
    permissions: (input) => bucketPermission(parts, 'ListBucketMultipartUploads', input.Bucket),
    run: (input) => {
      if (input.Delimiter !== undefined) throw notImplemented('Listing uploads by a delimiter');
      const { name } = loadBucket(store, input.Bucket);
      const encode = createEncoder(input.EncodingType);
      const prefix = input.Prefix ?? '';
      const max = Math.min(input.MaxUploads ?? UPLOADS_MAX, UPLOADS_MAX);
      const isAfter = (place: string): boolean =>
        place > `${input.KeyMarker ?? ''}\n${input.UploadIdMarker ?? ''}`;
      const found = store.uploads
        .list({ prefix: `global/${name}/` })
        .map(({ document }) => document)
        .filter(({ key, uploadId }) => key.startsWith(prefix) && isAfter(`${key}\n${uploadId}`))
        .sort((one, other) => (one.key < other.key ? -1 : 1));
      const page = found.slice(0, max);
      return {
        Bucket: name,
        Prefix: encode(prefix),
        MaxUploads: max,
        EncodingType: input.EncodingType,
        IsTruncated: found.length > max,
        NextKeyMarker: page.at(-1)?.key,
        NextUploadIdMarker: page.at(-1)?.uploadId,
        Uploads: page.map(({ key, uploadId, initiated }) => ({
          Key: encode(key),
          UploadId: uploadId,
          Initiated: new Date(initiated),
          StorageClass: 'STANDARD',
        })),
      };
    },
  };
}

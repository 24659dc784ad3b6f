// ListParts of one upload, by number (API reference).
import type { ListPartsOutput, ListPartsRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { objectPermission, type Parts } from '../parts.ts';
import { listUploadParts, loadUpload } from '../store.ts';

const PARTS_MAX = 1000;

export function createListParts(parts: Parts): Action<ListPartsRequest, ListPartsOutput> {
  const { store } = parts;
  return {
    permissions: (input) => [
      objectPermission(parts, 'ListMultipartUploadParts', input.Bucket, input.Key),
    ],
    run: (input, { accountId }) => {
      const upload = loadUpload(store, input);
      const max = Math.min(input.MaxParts ?? PARTS_MAX, PARTS_MAX);
      const after = Number(input.PartNumberMarker ?? 0);
      const left = listUploadParts(store, upload.uploadId).filter(
        ({ partNumber }) => partNumber > after,
      );
      const page = left.slice(0, max);
      const owner = { ID: accountId.padStart(64, '0') };
      return {
        Bucket: input.Bucket,
        Key: upload.key,
        UploadId: upload.uploadId,
        PartNumberMarker: String(after),
        NextPartNumberMarker: String(page.at(-1)?.partNumber ?? 0),
        MaxParts: max,
        IsTruncated: left.length > max,
        Parts: page.map(({ partNumber, etag, lastModified, checksums, blob }) => ({
          PartNumber: partNumber,
          ETag: etag,
          LastModified: new Date(lastModified),
          Size: blob.size,
          ...checksums,
        })),
        Initiator: owner,
        Owner: owner,
        StorageClass: 'STANDARD',
      };
    },
  };
}

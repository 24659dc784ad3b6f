// ListObjects, the first version: markers are keys themselves, and NextMarker is told with a delimiter only
// (API reference).
import type { ListObjectsOutput, ListObjectsRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { createEncoder, listKeys, parseKeysMax } from '../list-keys.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

export function createListObjects(parts: Parts): Action<ListObjectsRequest, ListObjectsOutput> {
  const { store } = parts;
  return {
    permissions: (input) =>
      bucketPermission(parts, 'ListBucket', input.Bucket, {
        's3:prefix': input.Prefix ?? '',
        's3:delimiter': input.Delimiter ?? '',
      }),
    run: (input, { accountId }) => {
      const { name } = loadBucket(store, input.Bucket);
      const keysMax = parseKeysMax(input.MaxKeys);
      const encode = createEncoder(input.EncodingType);
      const { Prefix = '', Delimiter = '', Marker = '' } = input;
      const page = listKeys(store, name, {
        prefix: Prefix,
        delimiter: Delimiter,
        after: Marker,
        keysMax,
      });
      const isTold = page.next !== undefined && Delimiter !== '';
      return {
        Name: name,
        Prefix: encode(Prefix),
        Marker: encode(Marker),
        Delimiter: input.Delimiter === undefined ? undefined : encode(Delimiter),
        MaxKeys: keysMax,
        EncodingType: input.EncodingType,
        IsTruncated: page.next !== undefined,
        NextMarker: isTold ? encode(page.next) : undefined,
        Contents: page.objects.map((object) => ({
          Key: encode(object.key),
          LastModified: new Date(object.lastModified),
          ETag: object.etag,
          Size: object.size,
          StorageClass: 'STANDARD',
          Owner: { ID: accountId.padStart(64, '0') },
        })),
        CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
  };
}

// ListObjectsV2 (API reference): pages of a thousand, with an opaque token.
import type { ListObjectsV2Output, ListObjectsV2Request } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { invalidArgument } from '../errors.ts';
import { createEncoder, listKeys, parseKeysMax } from '../list-keys.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

export function createListObjectsV2(
  parts: Parts,
): Action<ListObjectsV2Request, ListObjectsV2Output> {
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
      const { Prefix = '', Delimiter = '', ContinuationToken, StartAfter = '' } = input;
      const after = ContinuationToken === undefined ? StartAfter : parseToken(ContinuationToken);
      const page = listKeys(store, name, { prefix: Prefix, delimiter: Delimiter, after, keysMax });
      const owner = { ID: accountId.padStart(64, '0') };
      return {
        Name: name,
        Prefix: encode(Prefix),
        Delimiter: input.Delimiter === undefined ? undefined : encode(Delimiter),
        MaxKeys: keysMax,
        EncodingType: input.EncodingType,
        KeyCount: page.objects.length + page.commonPrefixes.length,
        IsTruncated: page.next !== undefined,
        ContinuationToken,
        NextContinuationToken: page.next === undefined ? undefined : toToken(page.next),
        StartAfter: input.StartAfter,
        Contents: page.objects.map((object) => ({
          Key: encode(object.key),
          LastModified: new Date(object.lastModified),
          ETag: object.etag,
          Size: object.size,
          StorageClass: 'STANDARD',
          Owner: input.FetchOwner === true ? owner : undefined,
        })),
        CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
  };
}

function toToken(key: string): string {
  return Buffer.from(`1/${key}`).toString('base64');
}

function parseToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!text.startsWith('1/')) throw invalidArgument('The continuation token provided is incorrect');
  return text.slice(2);
}

// ListBuckets of the account, by name (API reference).
import type { ListBucketsOutput, ListBucketsRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import type { Parts } from '../parts.ts';

const BUCKETS_MAX = 10_000;

export function createListBuckets({ store }: Parts): Action<ListBucketsRequest, ListBucketsOutput> {
  return {
    permissions: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
    run: (input, { accountId }) => {
      const prefix = input.Prefix ?? '';
      const max = Math.min(input.MaxBuckets ?? BUCKETS_MAX, BUCKETS_MAX);
      const after = input.ContinuationToken;
      const found = store.buckets
        .list({
          prefix: `global/${prefix}`,
          ...(after === undefined ? {} : { after: `global/${after}` }),
        })
        .map(({ document }) => document)
        .filter(({ region }) => input.BucketRegion === undefined || region === input.BucketRegion);
      const page = found.slice(0, max);
      return {
        Buckets: page.map(({ name, region, creationTime }) => ({
          Name: name,
          CreationDate: new Date(creationTime),
          BucketRegion: region,
          BucketArn: `arn:aws:s3:::${name}`,
        })),
        Owner: { ID: accountId.padStart(64, '0') },
        ContinuationToken: found.length > max ? page.at(-1)?.name : undefined,
        Prefix: input.Prefix,
      };
    },
  };
}

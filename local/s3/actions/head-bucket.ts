// HeadBucket: whether it is there, and where (API reference).
import type { HeadBucketOutput, HeadBucketRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { notFound } from '../errors.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { bucketKey } from '../store.ts';

export function createHeadBucket(parts: Parts): Action<HeadBucketRequest, HeadBucketOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'ListBucket', input.Bucket),
    run: (input) => {
      const bucket = parts.store.buckets.get(bucketKey(input.Bucket ?? ''));
      if (bucket === undefined) throw notFound();
      return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}` };
    },
  };
}

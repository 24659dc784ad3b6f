// GetBucketLocation: us-east-1 has none (API reference).
import type { GetBucketLocationOutput, GetBucketLocationRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { loadBucket } from '../store.ts';

export function createGetBucketLocation(
  parts: Parts,
): Action<GetBucketLocationRequest, GetBucketLocationOutput> {
  return {
    permissions: (input) => bucketPermission(parts, 'GetBucketLocation', input.Bucket),
    run: (input) => {
      const { region } = loadBucket(parts.store, input.Bucket);
      return region === 'us-east-1'
        ? {}
        : {
            LocationConstraint: region as NonNullable<
              GetBucketLocationOutput['LocationConstraint']
            >,
          };
    },
  };
}

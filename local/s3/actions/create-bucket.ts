// CreateBucket: one name space for everybody; in us-east-1 the owner may make it again, elsewhere not (API reference).
import type { CreateBucketOutput, CreateBucketRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { bucketPermission, type Parts, refuseMembers } from '../parts.ts';
import { bucketKey } from '../store.ts';

export function createCreateBucket(parts: Parts): Action<CreateBucketRequest, CreateBucketOutput> {
  const { store, environment } = parts;
  return {
    permissions: (input) => bucketPermission(parts, 'CreateBucket', input.Bucket),
    run: (input, { region }) => {
      refuseMembers(input);
      const name = input.Bucket ?? '';
      checkBucketName(name);
      checkLocation(input.CreateBucketConfiguration?.LocationConstraint, region);
      const output = { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
      const present = store.buckets.get(bucketKey(name));
      if (present !== undefined) {
        if (region === 'us-east-1' && present.region === region) return output;
        throw new ServiceError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          { status: 409, details: { BucketName: name } },
        );
      }
      store.buckets.put(bucketKey(name), {
        name,
        region,
        creationTime: environment.clock.now(),
        settings: {
          ...(input.ObjectOwnership === undefined
            ? {}
            : { ownershipControls: { Rules: [{ ObjectOwnership: input.ObjectOwnership }] } }),
        },
      });
      return output;
    },
  };
}

/** S3 User Guide, "General purpose bucket naming rules". */
function checkBucketName(name: string): void {
  const isName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  if (isName && !isAddress && !name.includes('..') && !name.startsWith('xn--')) return;
  throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', {
    details: { BucketName: name },
  });
}

function checkLocation(constraint: string | undefined, region: string): void {
  const isRight = region === 'us-east-1' ? constraint === undefined : constraint === region;
  if (isRight) return;
  throw new ServiceError(
    region === 'us-east-1' ? 'InvalidLocationConstraint' : 'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

// What the actions are built from, who may call them, and what of S3 this endpoint refuses.
import type { Environment, Permission } from '../service.ts';
import { ServiceError } from '../service-error.ts';
import { notImplemented } from './errors.ts';
import { bucketKey, type S3Store } from './store.ts';

export interface Parts {
  readonly environment: Environment;
  readonly store: S3Store;
}

/** An action on a bucket; what policies say about its objects is asked by `objectPermission`. */
export function bucketPermission(
  parts: Parts,
  action: string,
  bucket: string | undefined,
  conditions: Readonly<Record<string, string>> = {},
): readonly Permission[] {
  return [toPermission(parts, action, bucket, `arn:aws:s3:::${bucket ?? ''}`, conditions)];
}

export function objectPermission(
  parts: Parts,
  action: string,
  bucket: string | undefined,
  key: string | undefined,
): Permission {
  return toPermission(parts, action, bucket, `arn:aws:s3:::${bucket ?? ''}/${key ?? ''}`, {});
}

function toPermission(
  { store }: Parts,
  action: string,
  bucket: string | undefined,
  resource: string,
  conditions: Readonly<Record<string, string>>,
): Permission {
  const policy = store.buckets.get(bucketKey(bucket ?? ''))?.policy;
  return {
    action: `s3:${action}`,
    resource,
    conditions,
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
  };
}

/** Members whose meaning is not here: object lock, customer keys, object tags, grants. */
const UNSUPPORTED =
  /^(?:ObjectLock|SSECustomer|SSEKMS|CopySourceSSE|Grant|Tagging$|TaggingDirective|WebsiteRedirect|WriteOffset|BypassGovernance|MFA$|BucketNamespace)/;

export function refuseMembers(input: object): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === false) continue;
    if (UNSUPPORTED.test(name)) throw notImplemented(`The member ${name}`);
    if (name === 'ACL' && value !== 'private' && value !== 'bucket-owner-full-control') {
      throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
    }
    if (name === 'ServerSideEncryption' && value !== 'AES256') {
      throw notImplemented(`Server-side encryption ${String(value)}`);
    }
    if (name === 'StorageClass' && value !== 'STANDARD') {
      throw notImplemented(`The storage class ${String(value)}`);
    }
    if (name === 'VersionId' && value !== 'null') {
      throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', {
        status: 404,
      });
    }
  }
}

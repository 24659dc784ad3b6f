// PutBucketPolicy: JSON with statements, 20 KB at the most; what it means is IAM's matter (API reference).
import type { PutBucketPolicyRequest } from '@aws-sdk/client-s3';
import { isPolicy } from '../../iam/service.ts';
import type { Action } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { bucketKey, loadBucket } from '../store.ts';

const POLICY_BYTES_MAX = 20 * 1024;

export function createPutBucketPolicy(
  parts: Parts,
): Action<PutBucketPolicyRequest, Record<string, never>> {
  const { store } = parts;
  return {
    permissions: (input) => bucketPermission(parts, 'PutBucketPolicy', input.Bucket),
    run: (input) => {
      const bucket = loadBucket(store, input.Bucket);
      const policy = input.Policy ?? '';
      checkPolicy(policy);
      store.buckets.put(bucketKey(bucket.name), { ...bucket, policy });
      return {};
    },
  };
}

function checkPolicy(policy: string): void {
  if (Buffer.byteLength(policy) > POLICY_BYTES_MAX) {
    throw malformedPolicy('Policy exceeds the maximum allowed document size.');
  }
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch (cause) {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'", cause);
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document)) {
    throw malformedPolicy('Missing required field Statement');
  }
  const statements = [document.Statement].flat() as readonly unknown[];
  for (const statement of statements) {
    const fields = new Map(Object.entries(statement ?? {}));
    for (const field of ['Effect', 'Principal', 'Action', 'Resource']) {
      if (!fields.has(field) && !fields.has(`Not${field}`)) {
        throw malformedPolicy(`Missing required field ${field}`);
      }
    }
  }
  if (!isPolicy(policy)) throw malformedPolicy('Policy has invalid syntax');
}

function malformedPolicy(message: string, cause?: unknown): ServiceError {
  return new ServiceError('MalformedPolicy', message, { cause });
}

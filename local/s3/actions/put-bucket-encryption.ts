// PutBucketEncryption: objects are under SSE-S3 here, and nothing else (API reference).
import type { PutBucketEncryptionRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { notImplemented } from '../errors.ts';
import { bucketPermission, type Parts } from '../parts.ts';
import { putSetting } from '../settings.ts';

export function createPutBucketEncryption(
  parts: Parts,
): Action<PutBucketEncryptionRequest, Record<string, never>> {
  return {
    permissions: (input) => bucketPermission(parts, 'PutEncryptionConfiguration', input.Bucket),
    run: (input) => {
      for (const rule of input.ServerSideEncryptionConfiguration?.Rules ?? []) {
        const algorithm = rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
        if (algorithm !== undefined && algorithm !== 'AES256') {
          throw notImplemented(`Server-side encryption ${algorithm}`);
        }
      }
      putSetting(parts.store, input.Bucket, 'encryption', input.ServerSideEncryptionConfiguration);
      return {};
    },
  };
}

// AbortMultipartUpload: the parts' bytes go (API reference).
import type { AbortMultipartUploadRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { objectPermission, type Parts } from '../parts.ts';
import { loadUpload } from '../store.ts';
import { discardUpload } from '../uploads.ts';

export function createAbortMultipartUpload(
  parts: Parts,
): Action<AbortMultipartUploadRequest, Record<string, never>> {
  const { store } = parts;
  return {
    permissions: (input) => [
      objectPermission(parts, 'AbortMultipartUpload', input.Bucket, input.Key),
    ],
    run: (input) => {
      const { uploadId } = loadUpload(store, input);
      discardUpload(store, input.Bucket ?? '', uploadId);
      return {};
    },
  };
}

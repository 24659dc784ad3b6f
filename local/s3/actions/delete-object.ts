// DeleteObject: what is not there is as deleted (API reference).
import type { DeleteObjectRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { notImplemented } from '../errors.ts';
import { checkWriteConditions } from '../object-body.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { deleteObject, loadBucket } from '../store.ts';

export function createDeleteObject(
  parts: Parts,
): Action<DeleteObjectRequest, Record<string, never>> {
  const { store } = parts;
  return {
    permissions: (input) => [objectPermission(parts, 'DeleteObject', input.Bucket, input.Key)],
    run: (input) => {
      refuseMembers(input);
      if (input.IfMatchSize !== undefined || input.IfMatchLastModifiedTime !== undefined) {
        throw notImplemented('Deleting by size or time');
      }
      const { name } = loadBucket(store, input.Bucket);
      const key = input.Key ?? '';
      checkWriteConditions(store, name, key, { IfMatch: input.IfMatch });
      deleteObject(store, name, key);
      return {};
    },
  };
}

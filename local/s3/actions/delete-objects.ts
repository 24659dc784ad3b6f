// DeleteObjects: up to a thousand keys at once (API reference).
import type { DeleteObjectsOutput, DeleteObjectsRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { malformedXml } from '../errors.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { deleteObject, loadBucket } from '../store.ts';

const KEYS_MAX = 1000;

export function createDeleteObjects(
  parts: Parts,
): Action<DeleteObjectsRequest, DeleteObjectsOutput> {
  const { store } = parts;
  return {
    permissions: (input) =>
      (input.Delete?.Objects ?? []).map(({ Key }) =>
        objectPermission(parts, 'DeleteObject', input.Bucket, Key),
      ),
    run: (input) => {
      refuseMembers(input);
      const { name } = loadBucket(store, input.Bucket);
      const objects = input.Delete?.Objects ?? [];
      if (objects.length === 0 || objects.length > KEYS_MAX) throw malformedXml();
      for (const object of objects) refuseMembers(object);
      const keys = objects.map(({ Key }) => Key ?? '');
      store.transaction(() => {
        for (const key of keys) deleteObject(store, name, key);
      });
      return input.Delete?.Quiet === true ? {} : { Deleted: keys.map((Key) => ({ Key })) };
    },
  };
}

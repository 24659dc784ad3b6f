// PutObject: the whole object or nothing of it; checksums are verified first (API reference).
import type { PutObjectOutput, PutObjectRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { checkWriteConditions, toBytes, writeBody } from '../object-body.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { loadBucket, putObject } from '../store.ts';

export function createPutObject(
  parts: Parts,
): Action<Omit<PutObjectRequest, 'Body'> & { Body?: unknown }, PutObjectOutput> {
  const { store } = parts;
  return {
    permissions: (input) => [objectPermission(parts, 'PutObject', input.Bucket, input.Key)],
    run: (input) => {
      refuseMembers(input);
      const { name } = loadBucket(store, input.Bucket);
      const key = input.Key ?? '';
      checkWriteConditions(store, name, key, input);
      const object = writeBody(parts, input, key, toBytes(input.Body));
      putObject(store, name, object);
      return {
        ETag: object.etag,
        ...object.checksums,
        ChecksumType: object.checksumType,
        ServerSideEncryption: 'AES256',
      };
    },
  };
}

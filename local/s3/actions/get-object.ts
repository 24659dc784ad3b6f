// GetObject: bytes with their headers; one range of them where asked (API reference).
import type { GetObjectOutput, GetObjectRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { describeObject } from '../describe-object.ts';
import { notImplemented } from '../errors.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { loadObject } from '../store.ts';

export function createGetObject(
  parts: Parts,
): Action<GetObjectRequest, Omit<GetObjectOutput, 'Body'> & { Body: Uint8Array }> {
  const { store } = parts;
  return {
    permissions: (input) => [objectPermission(parts, 'GetObject', input.Bucket, input.Key)],
    run: (input) => {
      refuseMembers(input);
      if (input.PartNumber !== undefined) throw notImplemented('Reading a part by its number');
      const object = loadObject(store, input.Bucket, input.Key);
      const { range, described } = describeObject(object, input);
      return { ...described, Body: store.blobs.read(object.blobs, range.start, range.end) };
    },
  };
}

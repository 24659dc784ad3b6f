// HeadObject: what GetObject would answer, without the bytes (API reference).
import type { HeadObjectOutput, HeadObjectRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { describeObject } from '../describe-object.ts';
import { notFound } from '../errors.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { objectKey } from '../store.ts';

export function createHeadObject(parts: Parts): Action<HeadObjectRequest, HeadObjectOutput> {
  return {
    permissions: (input) => [objectPermission(parts, 'GetObject', input.Bucket, input.Key)],
    run: (input) => {
      refuseMembers(input);
      const object = parts.store.objects.get(objectKey(input.Bucket ?? '', input.Key ?? ''));
      if (object === undefined) throw notFound();
      return describeObject(object, input).described;
    },
  };
}

// CopyObject: bytes are copied, headers too unless they are to be replaced (API reference).
import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { checkReadConditions, checkWriteConditions, writeBody } from '../object-body.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { loadBucket, loadObject, putObject } from '../store.ts';

export function createCopyObject(parts: Parts): Action<CopyObjectRequest, CopyObjectOutput> {
  const { store } = parts;
  return {
    permissions: (input) => {
      const source = parseSource(input.CopySource);
      return [
        objectPermission(parts, 'GetObject', source.bucket, source.key),
        objectPermission(parts, 'PutObject', input.Bucket, input.Key),
      ];
    },
    run: (input) => {
      refuseMembers(input);
      const source = parseSource(input.CopySource);
      const { name } = loadBucket(store, input.Bucket);
      const key = input.Key ?? '';
      const object = loadObject(store, source.bucket, source.key);
      const replaces = input.MetadataDirective === 'REPLACE';
      if (!replaces && source.bucket === name && source.key === key) {
        throw invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        );
      }
      checkReadConditions(object, {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      });
      checkWriteConditions(store, name, key, input);
      const bytes = store.blobs.read(object.blobs, 0, object.size);
      const headers = replaces ? input : object.headers;
      const copy = writeBody(parts, { ...headers, ...object.checksums }, key, bytes);
      putObject(store, name, copy);
      return {
        CopyObjectResult: {
          ETag: copy.etag,
          LastModified: new Date(copy.lastModified),
          ...copy.checksums,
        },
        ServerSideEncryption: 'AES256',
      };
    },
  };
}

/** `/bucket/key` or `bucket/key`, percent-encoded. */
function parseSource(source: string | undefined): { bucket: string; key: string } {
  const [path = '', version] = (source ?? '').replace(/^\//, '').split('?versionId=');
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1 || version !== undefined) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  return {
    bucket: path.slice(0, slash),
    key: decodeURIComponent(path.slice(slash + 1)),
  };
}

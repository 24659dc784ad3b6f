// CompleteMultipartUpload: the named parts become the object, in one go (API reference).
import type {
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { checkWriteConditions } from '../object-body.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { loadUpload, type ObjectDocument, putObject } from '../store.ts';
import { checkParts, discardUpload, toMultipartChecksums, toMultipartEtag } from '../uploads.ts';

export function createCompleteMultipartUpload(
  parts: Parts,
): Action<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput> {
  const { store, environment } = parts;
  return {
    permissions: (input) => [objectPermission(parts, 'PutObject', input.Bucket, input.Key)],
    run: (input) => {
      refuseMembers(input);
      const upload = loadUpload(store, input);
      const bucket = input.Bucket ?? '';
      const chosen = checkParts(store, upload, input.MultipartUpload?.Parts ?? []);
      checkWriteConditions(store, bucket, upload.key, input);
      const checksums = toMultipartChecksums(store, upload, chosen);
      checkWhole(input, checksums);
      const blobs = chosen.map(({ blob }) => blob);
      const object: ObjectDocument = {
        key: upload.key,
        size: blobs.reduce((sum, blob) => sum + blob.size, 0),
        etag: toMultipartEtag(chosen),
        lastModified: environment.clock.now(),
        headers: upload.headers,
        checksums,
        ...(upload.checksumType === undefined ? {} : { checksumType: upload.checksumType }),
        partsCount: chosen.length,
        blobs,
      };
      store.transaction(() => {
        putObject(store, bucket, object);
        discardUpload(store, bucket, upload.uploadId, chosen);
      });
      return {
        Location: `${environment.endpointUrl()}/${bucket}/${encodeURIComponent(upload.key)}`,
        Bucket: bucket,
        Key: upload.key,
        ETag: object.etag,
        ...checksums,
        ChecksumType: upload.checksumType,
        ServerSideEncryption: 'AES256',
      };
    },
  };
}

/** A checksum that the caller gives for the whole must be the one that we find. */
function checkWhole(input: object, checksums: Readonly<Record<string, string>>): void {
  const given = new Map<string, unknown>(Object.entries(input));
  for (const [name, value] of Object.entries(checksums)) {
    const wanted = given.get(name);
    if (wanted === undefined || wanted === value) continue;
    throw new ServiceError(
      'BadDigest',
      `The ${name.slice('Checksum'.length)} you specified did not match the calculated checksum.`,
    );
  }
}

// UploadPart: a part again under its number takes the former one's place (API reference).
import { createHash } from 'node:crypto';
import type { UploadPartOutput, UploadPartRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { checkChecksums } from '../checksums.ts';
import { invalidArgument } from '../errors.ts';
import { toBytes } from '../object-body.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { loadUpload, partKey } from '../store.ts';

const PART_NUMBER_MAX = 10_000;

export function createUploadPart(
  parts: Parts,
): Action<Omit<UploadPartRequest, 'Body'> & { Body?: unknown }, UploadPartOutput> {
  const { store, environment } = parts;
  return {
    permissions: (input) => [objectPermission(parts, 'PutObject', input.Bucket, input.Key)],
    run: (input) => {
      refuseMembers(input);
      const { uploadId } = loadUpload(store, input);
      const partNumber = input.PartNumber ?? 0;
      if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > PART_NUMBER_MAX) {
        throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
      }
      const bytes = toBytes(input.Body);
      const checksums = checkChecksums(input, bytes);
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      const place = partKey(uploadId, partNumber);
      store.transaction(() => {
        const former = store.parts.get(place);
        if (former !== undefined) store.blobs.remove([former.blob]);
        store.parts.put(place, {
          partNumber,
          etag,
          lastModified: environment.clock.now(),
          checksums,
          blob: store.blobs.write(bytes),
        });
      });
      return { ETag: etag, ...checksums, ServerSideEncryption: 'AES256' };
    },
  };
}

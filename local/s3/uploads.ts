// Multipart uploads: what a list of parts must be, and the object that they make (S3 User Guide, "Uploading and
// copying objects using multipart upload").
import { createHash } from 'node:crypto';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { ServiceError } from '../service-error.ts';
import { type Checksums, computeChecksum, isChecksumName } from './checksums.ts';
import { malformedXml } from './errors.ts';
import {
  listUploadParts,
  objectKey,
  type PartDocument,
  partKey,
  type S3Store,
  type UploadDocument,
} from './store.ts';

const PART_BYTES_MIN = 5 * 1024 * 1024;

/** The parts that CompleteMultipartUpload names, each as it was uploaded. */
export function checkParts(
  store: S3Store,
  { uploadId }: UploadDocument,
  named: readonly CompletedPart[],
): readonly PartDocument[] {
  if (named.length === 0) throw malformedXml();
  const numbers = named.map(({ PartNumber }) => PartNumber ?? 0);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  return named.map((wanted, index) => {
    const part = store.parts.get(partKey(uploadId, wanted.PartNumber ?? 0));
    if (part === undefined || !isSame(part, wanted)) {
      throw new ServiceError(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    if (index < named.length - 1 && part.blob.size < PART_BYTES_MIN) {
      throw new ServiceError(
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
      );
    }
    return part;
  });
}

function isSame(part: PartDocument, wanted: CompletedPart): boolean {
  const bare = (etag: string): string => etag.replaceAll('"', '');
  if (bare(part.etag) !== bare(wanted.ETag ?? '')) return false;
  return Object.entries(wanted).every(
    ([name, value]) =>
      !name.startsWith('Checksum') || value === undefined || part.checksums[name] === value,
  );
}

/** The MD5 of the parts' MD5s, and how many they are. */
export function toMultipartEtag(parts: readonly PartDocument[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return `"${hash.digest('hex')}-${String(parts.length)}"`;
}

/** A checksum over the parts' checksums, or over all bytes, as the upload was begun. */
export function toMultipartChecksums(
  store: S3Store,
  { checksumAlgorithm, checksumType }: UploadDocument,
  parts: readonly PartDocument[],
): Checksums {
  if (checksumAlgorithm === undefined || !isChecksumName(checksumAlgorithm)) return {};
  const member = `Checksum${checksumAlgorithm}`;
  if (checksumType === 'FULL_OBJECT') {
    const blobs = parts.map(({ blob }) => blob);
    const size = blobs.reduce((sum, blob) => sum + blob.size, 0);
    const whole = store.blobs.read(blobs, 0, size);
    return { [member]: computeChecksum(checksumAlgorithm, whole).toString('base64') };
  }
  const each = parts.map(({ checksums }) => Buffer.from(checksums[member] ?? '', 'base64'));
  const composite = computeChecksum(checksumAlgorithm, Buffer.concat(each)).toString('base64');
  return { [member]: `${composite}-${String(parts.length)}` };
}

/** Forgets an upload, and the bytes of every part but those that an object has taken over. */
export function discardUpload(
  store: S3Store,
  bucket: string,
  uploadId: string,
  taken: readonly PartDocument[] = [],
): void {
  const kept = new Set(taken.map(({ blob }) => blob.id));
  store.transaction(() => {
    for (const { partNumber, blob } of listUploadParts(store, uploadId)) {
      if (!kept.has(blob.id)) store.blobs.remove([blob]);
      store.parts.delete(partKey(uploadId, partNumber));
    }
    store.uploads.delete(objectKey(bucket, uploadId));
  });
}

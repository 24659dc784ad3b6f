// CreateMultipartUpload: an id under which parts gather (API reference).
import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from '@aws-sdk/client-s3';
import type { Action } from '../../service.ts';
import { isChecksumName } from '../checksums.ts';
import { invalidRequest, notImplemented } from '../errors.ts';
import { checkKey, toObjectHeaders } from '../object-body.ts';
import { objectPermission, type Parts, refuseMembers } from '../parts.ts';
import { loadBucket, objectKey, type UploadDocument } from '../store.ts';

export function createCreateMultipartUpload(
  parts: Parts,
): Action<CreateMultipartUploadRequest, CreateMultipartUploadOutput> {
  const { store, environment } = parts;
  return {
    permissions: (input) => [objectPermission(parts, 'PutObject', input.Bucket, input.Key)],
    run: (input) => {
      refuseMembers(input);
      const { name } = loadBucket(store, input.Bucket);
      const key = input.Key ?? '';
      checkKey(key);
      const uploadId = Buffer.from(environment.random.bytes(48)).toString('base64url');
      const upload: UploadDocument = {
        uploadId,
        key,
        initiated: environment.clock.now(),
        headers: toObjectHeaders(input),
        ...parseChecksum(input.ChecksumAlgorithm, input.ChecksumType),
      };
      store.uploads.put(objectKey(name, uploadId), upload);
      return {
        Bucket: name,
        Key: key,
        UploadId: uploadId,
        ChecksumAlgorithm: input.ChecksumAlgorithm,
        ChecksumType: upload.checksumType,
        ServerSideEncryption: 'AES256',
      };
    },
  };
}

/** CRC-64/NVME is of the whole object only, SHA of the parts only; the others may be either. */
function parseChecksum(
  algorithm: string | undefined,
  type: 'COMPOSITE' | 'FULL_OBJECT' | undefined,
): Pick<UploadDocument, 'checksumAlgorithm' | 'checksumType'> {
  if (algorithm === undefined) {
    if (type === undefined) return {};
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  if (!isChecksumName(algorithm)) throw notImplemented(`The checksum algorithm ${algorithm}`);
  const usual = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  const checksumType = type ?? usual;
  const isWrong =
    (algorithm === 'CRC64NVME' && checksumType === 'COMPOSITE') ||
    (algorithm.startsWith('SHA') && checksumType === 'FULL_OBJECT');
  if (isWrong) {
    throw invalidRequest(
      `The ${checksumType} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { checksumAlgorithm: algorithm, checksumType };
}

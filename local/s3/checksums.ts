// Checksums that a client sends with its bytes, in headers or in the trailer of a chunked body: verified, kept and
// given back (S3 User Guide, "Checking object integrity").
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../service-error.ts';
import { crc32c, crc64nvme } from './crc.ts';
import { invalidRequest, notImplemented } from './errors.ts';

export type ChecksumName = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'MD5' | 'SHA1' | 'SHA256' | 'SHA512';

/** Base64 by member name, such as `ChecksumCRC32`. */
export type Checksums = Readonly<Record<string, string>>;

const algorithms: Readonly<Record<ChecksumName, (bytes: Uint8Array) => Buffer>> = {
  CRC32: (bytes) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(crc32(bytes));
    return word;
  },
  CRC32C: crc32c,
  CRC64NVME: crc64nvme,
  MD5: (bytes) => createHash('md5').update(bytes).digest(),
  SHA1: (bytes) => createHash('sha1').update(bytes).digest(),
  SHA256: (bytes) => createHash('sha256').update(bytes).digest(),
  SHA512: (bytes) => createHash('sha512').update(bytes).digest(),
};

export function isChecksumName(name: string): name is ChecksumName {
  return name in algorithms;
}

export function computeChecksum(name: ChecksumName, bytes: Uint8Array): Buffer {
  return algorithms[name](bytes);
}

/** @throws ServiceError BadDigest where a checksum is not that of `bytes`, NotImplemented for an unknown kind */
export function checkChecksums(input: object, bytes: Uint8Array): Checksums {
  const checked: Record<string, string> = {};
  const members = new Map<string, unknown>(Object.entries(input));
  checkMd5(members.get('ContentMD5'), bytes);
  for (const [member, value] of members) {
    if (!/^Checksum[A-Z]/.test(member) || typeof value !== 'string') continue;
    const name = member.slice('Checksum'.length);
    if (['Algorithm', 'Mode', 'Type'].includes(name)) continue;
    if (!isChecksumName(name)) throw notImplemented(`The checksum algorithm ${name}`);
    const found = computeChecksum(name, bytes);
    if (Buffer.from(value, 'base64').length !== found.length) {
      throw invalidRequest(`Value for x-amz-checksum-${name.toLowerCase()} header is invalid.`);
    }
    if (found.toString('base64') !== value) {
      throw new ServiceError(
        'BadDigest',
        `The ${name} you specified did not match the calculated checksum.`,
      );
    }
    checked[member] = value;
  }
  return checked;
}

function checkMd5(given: unknown, bytes: Uint8Array): void {
  if (typeof given !== 'string') return;
  if (Buffer.from(given, 'base64').length !== 16) {
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (createHash('md5').update(bytes).digest('base64') !== given) {
    throw new ServiceError(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
    );
  }
}

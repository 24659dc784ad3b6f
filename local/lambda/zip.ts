// Deployment packages: bounded before anything is inflated, and no name that could lead out of the folder.
// Lambda quotas: 262,144,000 bytes unzipped.
import { posix } from 'node:path';
import { type UnzipFileInfo, unzipSync } from 'fflate';

const UNZIPPED_BYTES_MAX = 262_144_000;
const FILES_MAX = 50_000;

export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** Reads the names and sizes only. @throws ZipError in AWS's words */
export function checkZip(zip: Uint8Array): void {
  unzip(zip, () => false);
}

/** The files by their names; folders are left out. @throws ZipError in AWS's words */
export function readZip(zip: Uint8Array): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(unzip(zip, ({ name }) => !name.endsWith('/'))));
}

function unzip(zip: Uint8Array, isWanted: (file: UnzipFileInfo) => boolean) {
  let bytes = 0;
  let files = 0;
  const filter = (file: UnzipFileInfo): boolean => {
    bytes += file.originalSize;
    files += 1;
    if (bytes > UNZIPPED_BYTES_MAX || files > FILES_MAX) {
      throw new ZipError(`Unzipped size must be smaller than ${String(UNZIPPED_BYTES_MAX)} bytes`);
    }
    if (!isInside(file.name)) throw new ZipError(UNREADABLE);
    return isWanted(file);
  };
  try {
    return unzipSync(zip, { filter });
  } catch (error) {
    if (error instanceof ZipError) throw error;
    throw new ZipError(UNREADABLE, { cause: error });
  }
}

const UNREADABLE =
  'Could not unzip uploaded file. Please check your file, then try to upload again.';

function isInside(name: string): boolean {
  if (name === '' || name.includes('\\') || name.includes('\0')) return false;
  return !posix.isAbsolute(name) && !posix.normalize(name).startsWith('..');
}

// The key that wraps all others, in a file of its own beside the store's folder: whoever copies only the store has
// no secret value.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Random } from './random.ts';
import { ServiceError } from './service-error.ts';

export const MASTER_KEY_BYTES = 32;

/**
 * The key in `file`, made anew (mode 0600) on the first start only.
 * @throws ServiceError `MasterKeyMissing` where a store exists without its key, `MasterKeyInvalid` for a file that is none
 */
export function loadMasterKey(file: string, random: Random, isStoreNew: boolean): Uint8Array {
  if (existsSync(file)) return readKey(file);
  if (!isStoreNew) {
    throw new ServiceError('MasterKeyMissing', `The store's key is missing: ${file}`);
  }
  return writeKey(file, random.bytes(MASTER_KEY_BYTES));
}

function readKey(file: string): Uint8Array {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== MASTER_KEY_BYTES) {
    throw new ServiceError('MasterKeyInvalid', `The file holds no key of the endpoint: ${file}`);
  }
  return new Uint8Array(key);
}

/** On the disk before anything is wrapped by it. */
function writeKey(file: string, key: Uint8Array): Uint8Array {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, `${Buffer.from(key).toString('base64')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return key;
}

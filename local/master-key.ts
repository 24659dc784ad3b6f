// The key that wraps all others, in a folder of its own beside the store's: whoever copies only the store has no secret
// value. As ssh does with its keys, a file that others on the machine can read is refused, and never mended in silence.
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { createKeyMaterial } from './kms/key-material.ts';
import type { KeyDocument } from './kms/store.ts';
import { createSystemRandom, type Random } from './random.ts';
import { ServiceError } from './service-error.ts';
import type { Store } from './store.ts';

export const MASTER_KEY_BYTES = 32;

/**
 * The key in `file` (mode 0600, in a folder of mode 0700), made anew on the first start only.
 * @throws ServiceError `MasterKeyMissing` where a store exists without its key, `MasterKeyInvalid` for a file that is none,
 * `MasterKeyExposed` where others may read it
 */
export function loadMasterKey(file: string, random: Random, isStoreNew: boolean): Uint8Array {
  if (!existsSync(file)) {
    if (!isStoreNew) {
      throw new ServiceError('MasterKeyMissing', `The store's key is missing: ${file}`);
    }
    writeKey(file, random);
  }
  checkMode(dirname(file), '700');
  checkMode(file, '600');
  return readKey(file);
}

/**
 * Tells a wrong key at once, and not at the first secret. The store keeps a check value that follows from its key.
 * @throws ServiceError `MasterKeyWrong`
 */
export function checkMasterKey(store: Store, masterKey: Uint8Array): void {
  const checks = store.collection<string>('endpoint/master-key');
  const expected = createHmac('sha256', masterKey).update('master-key/check').digest();
  const known = checks.get('check');
  if (known === undefined) {
    // Stores of the first release have no check value, but keys that were wrapped.
    if (!opensFirstKey(store, masterKey)) throw wrongKey();
    checks.put('check', expected.toString('base64'));
    return;
  }
  const found = Buffer.from(known, 'base64');
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) throw wrongKey();
}

function opensFirstKey(store: Store, masterKey: Uint8Array): boolean {
  const [first] = store.collection<KeyDocument>('kms/keys').list({ limit: 1 });
  if (first === undefined) return true;
  const { arn, materials } = first.document;
  try {
    createKeyMaterial(masterKey, createSystemRandom()).unwrap(materials[0] ?? '', arn, 0);
    return true;
  } catch {
    return false;
  }
}

function wrongKey(): ServiceError {
  return new ServiceError(
    'MasterKeyWrong',
    'The store was written under another master key: nothing in it can be decrypted with this one.',
  );
}

function readKey(file: string): Uint8Array {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== MASTER_KEY_BYTES) {
    throw new ServiceError('MasterKeyInvalid', `The file holds no key of the endpoint: ${file}`);
  }
  return new Uint8Array(key);
}

/** Windows has no such modes: there the user's profile guards the file. */
function checkMode(path: string, wanted: string): void {
  if (process.platform === 'win32') return;
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new ServiceError(
    'MasterKeyExposed',
    `Others on this machine may get at the store's key (mode ${mode.toString(8)}): chmod ${wanted} ${path}`,
  );
}

/**
 * Whole and on the disk before anything is wrapped by it: written beside, then linked, so that a process which dies here
 * leaves no half a key, and of two that start at once both take the first one's.
 */
function writeKey(file: string, random: Random): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const draft = `${file}.${Buffer.from(random.bytes(8)).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    const key = random.bytes(MASTER_KEY_BYTES);
    writeSync(descriptor, `${Buffer.from(key).toString('base64')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  syncFolder(folder);
}

/** The name is on the disk, too. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

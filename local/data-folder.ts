// What lies where in the folder of `--data`: the store, and apart from it the key that wraps its keys.
import { accessSync, chmodSync, constants, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkMasterKey, loadMasterKey } from './master-key.ts';
import type { Random } from './random.ts';
import { storeUnusable } from './store/errors.ts';
import { syncFolder } from './store/folder.ts';
import { createStore, type Store } from './store.ts';

export interface DataFolder {
  readonly store: Store;
  readonly masterKey: Uint8Array;
}

/** Made on the first start. @throws what `createStore`, `loadMasterKey` and `checkMasterKey` throw, and has changed nothing then */
export function openDataFolder(folder: string, random: Random): DataFolder {
  checkFolder(folder);
  const storeFolder = join(folder, 'store');
  const keyFile = join(folder, 'key', 'master.key');
  moveFormerKey(join(folder, 'master.key'), keyFile);
  const masterKey = loadMasterKey(keyFile, random, !existsSync(storeFolder));
  const store = createStore(storeFolder);
  try {
    checkMasterKey(store, masterKey);
  } catch (error) {
    store.close();
    throw error;
  }
  return { store, masterKey };
}

function checkFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw storeUnusable(folder, error);
  }
}

/** Before stores had a version the key lay beside the store's folder. */
function moveFormerKey(former: string, file: string): void {
  if (!existsSync(former) || existsSync(file)) return;
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  renameSync(former, file);
  syncFolder(folder);
  syncFolder(dirname(former));
}

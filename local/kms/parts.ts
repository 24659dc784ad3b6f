// What every action of the service is given.
import type { Environment } from '../service.ts';
import type { KeyMaterial } from './key-material.ts';
import type { KeyStore } from './store.ts';

export interface Parts {
  readonly environment: Environment;
  readonly keys: KeyStore;
  readonly material: KeyMaterial;
}

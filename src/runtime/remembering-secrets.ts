// A SecretStore that tells the redactor of every value that passes, in either direction.
import type { SecretStore } from '../rotation/ports.ts';
import type { Redactor } from './redactor.ts';

export function createRememberingSecrets(store: SecretStore, redactor: Redactor): SecretStore {
  return {
    ...store,
    read: async (version, signal) => {
      const stored = await store.read(version, signal);
      if (stored !== undefined) redactor.remember(stored.value);
      return stored;
    },
    readCurrent: async (secretId, signal) => {
      const value = await store.readCurrent(secretId, signal);
      redactor.remember(value);
      return value;
    },
    put: async (version, signal) => {
      redactor.remember(version.value);
      if (version.rotationToken !== undefined) redactor.remember(version.rotationToken);
      return await store.put(version, signal);
    },
  };
}

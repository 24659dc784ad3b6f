// A secret that must be there, in the state that the call needs.
import { markedForDeletion, replicaIsReadOnly, secretNotFound } from './errors.ts';
import { isReplica, type SecretDocument } from './secret-document.ts';

export interface SecretLoads {
  /** @throws ServiceError ValidationException, ResourceNotFoundException */
  load(region: string, secretId: string): SecretDocument;
  /** @throws ServiceError as load, and InvalidRequestException where it is scheduled for deletion */
  loadActive(region: string, secretId: string): SecretDocument;
  /** To change it. @throws ServiceError as loadActive, and InvalidParameterException where it is a replica */
  loadPrimary(region: string, secretId: string): SecretDocument;
}

export function createSecretLoads(
  find: (region: string, secretId: string) => SecretDocument | undefined,
): SecretLoads {
  const load = (region: string, secretId: string): SecretDocument => {
    const secret = find(region, secretId);
    if (secret === undefined) throw secretNotFound();
    return secret;
  };
  const loadActive = (region: string, secretId: string): SecretDocument => {
    const secret = load(region, secretId);
    if (secret.deletion !== undefined) throw markedForDeletion();
    return secret;
  };
  return {
    load,
    loadActive,
    loadPrimary: (region, secretId) => {
      const secret = loadActive(region, secretId);
      if (isReplica(secret)) throw replicaIsReadOnly();
      return secret;
    },
  };
}

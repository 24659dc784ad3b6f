// Symmetric keys know one algorithm.
import { ServiceError } from '../service-error.ts';
import type { KeyDocument } from './store.ts';

/** @throws ServiceError InvalidKeyUsageException */
export function checkAlgorithm(key: KeyDocument, algorithm = 'SYMMETRIC_DEFAULT'): void {
  if (algorithm === 'SYMMETRIC_DEFAULT') return;
  throw new ServiceError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} and key spec SYMMETRIC_DEFAULT are incompatible for key ${key.arn}.`,
  );
}

// GenerateRandom: bytes of chance, under no key.
import type { GenerateRandomRequest, GenerateRandomResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { notSupported, validation } from '../errors.ts';
import type { Parts } from '../parts.ts';

export function createGenerateRandom({
  environment,
}: Parts): Action<GenerateRandomRequest, GenerateRandomResponse> {
  return {
    permissions: () => [{ action: 'kms:GenerateRandom', resource: '*' }],
    run: (input) => {
      checkConstraints({ NumberOfBytes: { range: [1, 1024] } }, input);
      if (input.Recipient !== undefined) throw notSupported('Recipient');
      if (input.CustomKeyStoreId !== undefined) throw notSupported('A custom key store');
      if (input.NumberOfBytes === undefined) throw validation('NumberOfBytes is required.');
      return { Plaintext: environment.random.bytes(input.NumberOfBytes) };
    },
  };
}

// CancelRotateSecret: rotation by Secrets Manager itself, refused by name until this endpoint does it.
import type { CancelRotateSecretRequest } from '@aws-sdk/client-secrets-manager';
import type { Action } from '../../service.ts';
import { notSupported } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createCancelRotateSecret(parts: Parts): Action<CancelRotateSecretRequest, never> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'CancelRotateSecret', SecretId),
    ],
    run: () => {
      throw notSupported('CancelRotateSecret');
    },
  };
}

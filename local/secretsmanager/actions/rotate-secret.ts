// RotateSecret: rotation by Secrets Manager itself, refused by name until this endpoint does it.
import type { RotateSecretRequest } from '@aws-sdk/client-secrets-manager';
import type { Action } from '../../service.ts';
import { notSupported } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createRotateSecret(parts: Parts): Action<RotateSecretRequest, never> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'RotateSecret', SecretId),
    ],
    run: () => {
      throw notSupported('RotateSecret');
    },
  };
}

// CancelRotateSecret: no rotation comes any more, and one that is under way ends with the step that runs. Function, rules and labels stay; an
// AWSPENDING that is left behind is told by its version.
import type {
  CancelRotateSecretRequest,
  CancelRotateSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import { rotationNeverOn } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { findIncomplete } from '../rotation/pending-version.ts';

export function createCancelRotateSecret(
  parts: Parts,
): Action<CancelRotateSecretRequest, CancelRotateSecretResponse> {
  const { secrets, environment, rotations } = parts;
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'CancelRotateSecret', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId }, input);
      return secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, input.SecretId ?? '');
        if (secret.rotation === undefined) throw rotationNeverOn();
        const { nextMs: _next, ...rotation } = secret.rotation;
        const changedMs = environment.clock.now();
        secrets.put({ ...secret, rotation: { ...rotation, isEnabled: false }, changedMs });
        rotations.cancel(secret);
        const incomplete = findIncomplete(secret);
        return {
          ARN: secret.arn,
          Name: secret.name,
          ...(incomplete === undefined ? {} : { VersionId: incomplete.id }),
        };
      });
    },
  };
}

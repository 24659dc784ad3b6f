// RestoreSecret: takes back a scheduled deletion.
import type { RestoreSecretRequest, RestoreSecretResponse } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createRestoreSecret(
  parts: Parts,
): Action<RestoreSecretRequest, RestoreSecretResponse> {
  const { secrets, deletions, serviceEvents, environment } = parts;
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'RestoreSecret', SecretId),
    ],
    run: async (input, { region }) => {
      checkConstraints({ SecretId: secretId }, input);
      const { secret, wasDeleted } = secrets.transaction(() => {
        const secret = secrets.load(region, input.SecretId ?? '');
        const { deletion, ...kept } = secret;
        if (deletion !== undefined) {
          deletions.cancel(secret);
          secrets.put({ ...kept, changedMs: environment.clock.now() });
        }
        return { secret, wasDeleted: deletion !== undefined };
      });
      if (wasDeleted) await serviceEvents.announce(secret, { name: 'CancelSecretVersionDelete' });
      return { ARN: secret.arn, Name: secret.name };
    },
  };
}

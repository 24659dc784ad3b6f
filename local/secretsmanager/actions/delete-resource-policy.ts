// DeleteResourcePolicy: nobody is let in, or kept out, by the secret itself any more.
import type {
  DeleteResourcePolicyRequest,
  DeleteResourcePolicyResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createDeleteResourcePolicy(
  parts: Parts,
): Action<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'DeleteResourcePolicy', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId }, input);
      return secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, input.SecretId ?? '');
        const { policy, ...kept } = secret;
        if (policy !== undefined) secrets.put({ ...kept, changedMs: environment.clock.now() });
        return { ARN: secret.arn, Name: secret.name };
      });
    },
  };
}

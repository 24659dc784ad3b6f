// PutResourcePolicy: who else may do what with the secret. It is weighed at every later call.
import type {
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { resourcePolicy, secretId } from '../constraints.ts';
import { publicPolicy } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toSecretPermission } from '../permission.ts';
import { isPublic, parseResourcePolicy } from '../resource-policy.ts';

export function createPutResourcePolicy(
  parts: Parts,
): Action<PutResourcePolicyRequest, PutResourcePolicyResponse> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '', BlockPublicPolicy }, context) => [
      toSecretPermission(
        parts,
        context,
        'PutResourcePolicy',
        SecretId,
        toConditions({ 'secretsmanager:BlockPublicPolicy': BlockPublicPolicy }),
      ),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId, ResourcePolicy: resourcePolicy }, input);
      const { SecretId = '', ResourcePolicy: policy = '' } = input;
      return secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, SecretId);
        const statements = parseResourcePolicy(policy);
        if (input.BlockPublicPolicy === true && isPublic(statements)) throw publicPolicy();
        secrets.put({ ...secret, policy, changedMs: environment.clock.now() });
        return { ARN: secret.arn, Name: secret.name };
      });
    },
  };
}

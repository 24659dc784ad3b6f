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
import { isBroad } from '../policy/broad-access.ts';
import { findPrincipalFaults } from '../policy/principals.ts';
import { parseResourcePolicy } from '../policy/resource-policy.ts';

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
    run: async (input, context) => {
      checkConstraints({ SecretId: secretId, ResourcePolicy: resourcePolicy }, input);
      const { SecretId = '', ResourcePolicy: policy = '' } = input;
      const load = () => secrets.loadPrimary(context.region, SecretId);
      load();
      const statements = parseResourcePolicy(policy);
      const [fault] = await findPrincipalFaults(environment, context, statements);
      if (fault !== undefined) throw fault;
      if (input.BlockPublicPolicy === true && isBroad(statements)) throw publicPolicy();
      return secrets.transaction(() => {
        const secret = load();
        secrets.put({ ...secret, policy, changedMs: environment.clock.now() });
        return { ARN: secret.arn, Name: secret.name };
      });
    },
  };
}

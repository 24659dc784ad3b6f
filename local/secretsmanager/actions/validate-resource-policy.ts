// ValidateResourcePolicy: whether a policy could be put, and what speaks against it. Nothing is stored.
import type {
  ValidateResourcePolicyRequest,
  ValidateResourcePolicyResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { resourcePolicy, secretId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { listFindings } from '../policy/findings.ts';
import { parseResourcePolicy } from '../policy/resource-policy.ts';

export function createValidateResourcePolicy(
  parts: Parts,
): Action<ValidateResourcePolicyRequest, ValidateResourcePolicyResponse> {
  return {
    permissions: ({ SecretId }, context) => [
      SecretId === undefined
        ? { action: 'secretsmanager:ValidateResourcePolicy', resource: '*' }
        : toSecretPermission(parts, context, 'ValidateResourcePolicy', SecretId),
    ],
    run: async (input, context) => {
      checkConstraints({ SecretId: secretId, ResourcePolicy: resourcePolicy }, input);
      if (input.SecretId !== undefined) parts.secrets.load(context.region, input.SecretId);
      const statements = parseResourcePolicy(input.ResourcePolicy ?? '');
      const ValidationErrors = await listFindings(parts.environment, context, statements);
      return { PolicyValidationPassed: ValidationErrors.length === 0, ValidationErrors };
    },
  };
}

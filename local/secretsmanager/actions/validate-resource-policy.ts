// ValidateResourcePolicy: whether a policy could be put, and whether it would let everybody in. Nothing is stored.
import type {
  ValidateResourcePolicyRequest,
  ValidateResourcePolicyResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { resourcePolicy, secretId } from '../constraints.ts';
import { publicPolicy } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { isPublic, parseResourcePolicy } from '../resource-policy.ts';

export function createValidateResourcePolicy(
  parts: Parts,
): Action<ValidateResourcePolicyRequest, ValidateResourcePolicyResponse> {
  return {
    permissions: ({ SecretId }, context) => [
      SecretId === undefined
        ? { action: 'secretsmanager:ValidateResourcePolicy', resource: '*' }
        : toSecretPermission(parts, context, 'ValidateResourcePolicy', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId, ResourcePolicy: resourcePolicy }, input);
      if (input.SecretId !== undefined) parts.secrets.load(region, input.SecretId);
      const statements = parseResourcePolicy(input.ResourcePolicy ?? '');
      if (!isPublic(statements)) return { PolicyValidationPassed: true, ValidationErrors: [] };
      const error = { CheckName: 'PUBLIC_POLICY', ErrorMessage: publicPolicy().message };
      return { PolicyValidationPassed: false, ValidationErrors: [error] };
    },
  };
}

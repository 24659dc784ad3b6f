// GetResourcePolicy: the JSON text as it was put; no member where there is none.
import type {
  GetResourcePolicyRequest,
  GetResourcePolicyResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createGetResourcePolicy(
  parts: Parts,
): Action<GetResourcePolicyRequest, GetResourcePolicyResponse> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'GetResourcePolicy', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId }, input);
      const { arn, name, policy } = parts.secrets.loadActive(region, input.SecretId ?? '');
      return { ARN: arn, Name: name, ...(policy === undefined ? {} : { ResourcePolicy: policy }) };
    },
  };
}

// Lets other services write to the account's groups; at most ten policies of 5120 characters in a region.
import type {
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../constraints.ts';
import { isPolicy } from '../../iam/service.ts';
import type { Action, Environment } from '../../service.ts';
import { createLogsError, invalidParameter } from '../errors.ts';
import { permitAnywhere } from '../logs.ts';
import type { ResourcePolicies } from '../resource-policies.ts';

const POLICIES_MAX = 10;

export function putResourcePolicy(
  { clock }: Environment,
  policies: ResourcePolicies,
): Action<PutResourcePolicyRequest, PutResourcePolicyResponse> {
  return {
    permissions: permitAnywhere('logs:PutResourcePolicy'),
    run: (input, { region }) => {
      checkConstraints({ policyDocument: { length: [1, 5120] } }, input);
      const { policyName: name = '', policyDocument: document = '' } = input;
      if (name === '') throw invalidParameter('A resource policy must have a name.');
      if (input.resourceArn !== undefined) {
        throw invalidParameter('Resource policies of single resources are not supported here.');
      }
      checkPolicy(document);
      const others = policies.list(region).filter((policy) => policy.name !== name);
      if (others.length >= POLICIES_MAX) {
        throw createLogsError('LimitExceededException', 'Resource limit exceeded.');
      }
      const policy = { name, document, updatedAt: clock.now() };
      policies.put(region, policy);
      return {
        resourcePolicy: {
          policyName: name,
          policyDocument: document,
          lastUpdatedTime: policy.updatedAt,
        },
      };
    },
  };
}

function checkPolicy(document: string): void {
  try {
    const { Statement } = JSON.parse(document) as { readonly Statement?: unknown };
    if (typeof Statement === 'object' && Statement !== null && isPolicy(document)) return;
  } catch {
    // refused below, as AWS does
  }
  throw invalidParameter('Policy document is not valid');
}

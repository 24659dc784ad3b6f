// GetPolicy (IAM API reference): about the policy, not its document.
import type { GetPolicyRequest, GetPolicyResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { countAttachments, type Iam, loadPolicy, onPolicy } from '../iam.ts';
import { toPolicy } from '../shapes.ts';

export function getPolicy(iam: Iam): Action<GetPolicyRequest, GetPolicyResponse> {
  return {
    permissions: ({ PolicyArn }) => onPolicy(iam, 'iam:GetPolicy', PolicyArn),
    run: (input) => {
      const policy = loadPolicy(iam, input.PolicyArn);
      return { Policy: toPolicy(policy, countAttachments(iam, policy.arn)) };
    },
  };
}

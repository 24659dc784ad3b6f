// ListAttachedRolePolicies (IAM API reference), on one page: a role has at most ten.
import type {
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
} from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function listAttachedRolePolicies(
  iam: Iam,
): Action<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse> {
  return {
    permissions: (input) => onRole(iam, 'iam:ListAttachedRolePolicies', input.RoleName),
    run: (input) => {
      const { attachedArns } = loadRole(iam, input.RoleName);
      return {
        AttachedPolicies: attachedArns.map((arn) => ({
          PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
          PolicyArn: arn,
        })),
        IsTruncated: false,
      };
    },
  };
}

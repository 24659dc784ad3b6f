// ListAttachedUserPolicies (IAM API reference), on one page: a user has at most ten.
import type {
  ListAttachedUserPoliciesRequest,
  ListAttachedUserPoliciesResponse,
} from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function listAttachedUserPolicies(
  iam: Iam,
): Action<ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse> {
  return {
    permissions: ({ UserName }) => onUser(iam, 'iam:ListAttachedUserPolicies', UserName),
    run: ({ UserName, PathPrefix = '/' }) => {
      const attached = loadUser(iam, UserName).attachedArns.filter((arn) =>
        arn.slice(arn.indexOf('/')).startsWith(PathPrefix),
      );
      return {
        AttachedPolicies: attached.map((arn) => ({
          PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
          PolicyArn: arn,
        })),
        IsTruncated: false,
      };
    },
  };
}

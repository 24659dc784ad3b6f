// ListPolicyVersions (IAM API reference): newest first, without documents, on one page: there are at most five.
import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { type Iam, loadPolicy, onPolicy } from '../iam.ts';
import { toPolicyVersion } from '../shapes.ts';

export function listPolicyVersions(
  iam: Iam,
): Action<ListPolicyVersionsRequest, ListPolicyVersionsResponse> {
  return {
    permissions: ({ PolicyArn }) => onPolicy(iam, 'iam:ListPolicyVersions', PolicyArn),
    run: (input) => {
      const policy = loadPolicy(iam, input.PolicyArn);
      const versions = policy.versions.map((version) => toPolicyVersion(policy, version));
      return {
        Versions: versions.reverse().map(({ Document: _document, ...version }) => version),
        IsTruncated: false,
      };
    },
  };
}

// DeletePolicy (IAM API reference): only what is attached nowhere and has no further versions can go.
import type { DeletePolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { deleteConflict, notYours } from '../errors.ts';
import { countAttachments, type Iam, isAwsOwned, loadPolicy, onPolicy } from '../iam.ts';

export function deletePolicy(iam: Iam): Action<DeletePolicyRequest, object> {
  return {
    permissions: ({ PolicyArn }) => onPolicy(iam, 'iam:DeletePolicy', PolicyArn),
    run: (input) => {
      const policy = loadPolicy(iam, input.PolicyArn);
      if (isAwsOwned(policy.arn)) throw notYours('iam:DeletePolicy', policy.arn);
      if (countAttachments(iam, policy.arn) > 0) {
        throw deleteConflict('Cannot delete a policy attached to entities.');
      }
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      iam.store.deletePolicy(policy.arn);
      return {};
    },
  };
}

// DeletePolicyVersion (IAM API reference): any but the default one.
import type { DeletePolicyVersionRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { deleteConflict, noSuchVersion, notYours } from '../errors.ts';
import { type Iam, isAwsOwned, loadPolicy, onPolicy } from '../iam.ts';

export function deletePolicyVersion(iam: Iam): Action<DeletePolicyVersionRequest, object> {
  return {
    permissions: ({ PolicyArn }) => onPolicy(iam, 'iam:DeletePolicyVersion', PolicyArn),
    run: (input) => {
      const policy = loadPolicy(iam, input.PolicyArn);
      if (isAwsOwned(policy.arn)) throw notYours('iam:DeletePolicyVersion', policy.arn);
      const { VersionId: id = '' } = input;
      if (id === policy.defaultVersion) {
        throw deleteConflict('Cannot delete the default version of a policy.');
      }
      const versions = policy.versions.filter((version) => version.id !== id);
      if (versions.length === policy.versions.length) throw noSuchVersion(policy.arn, id);
      iam.store.putPolicy({ ...policy, versions });
      return {};
    },
  };
}

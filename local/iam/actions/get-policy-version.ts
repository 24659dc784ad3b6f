// GetPolicyVersion (IAM API reference): one version with its document.
import type { GetPolicyVersionRequest, GetPolicyVersionResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { noSuchVersion } from '../errors.ts';
import { type Iam, loadPolicy, onPolicy } from '../iam.ts';
import { toPolicyVersion } from '../shapes.ts';

export function getPolicyVersion(
  iam: Iam,
): Action<GetPolicyVersionRequest, GetPolicyVersionResponse> {
  return {
    permissions: ({ PolicyArn }) => onPolicy(iam, 'iam:GetPolicyVersion', PolicyArn),
    run: (input) => {
      const policy = loadPolicy(iam, input.PolicyArn);
      const version = policy.versions.find(({ id }) => id === input.VersionId);
      if (version === undefined) throw noSuchVersion(policy.arn, input.VersionId ?? '');
      return { PolicyVersion: toPolicyVersion(policy, version) };
    },
  };
}

// CreatePolicyVersion (IAM API reference): at most five are kept, and numbers are never used again.
import type { CreatePolicyVersionRequest, CreatePolicyVersionResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { limitExceeded, notYours } from '../errors.ts';
import { checkDocument, type Iam, isAwsOwned, loadPolicy, onPolicy } from '../iam.ts';
import { toPolicyVersion } from '../shapes.ts';

/** IAM quotas: versions of one managed policy. */
const VERSIONS_MAX = 5;

export function createPolicyVersion(
  iam: Iam,
): Action<CreatePolicyVersionRequest, CreatePolicyVersionResponse> {
  return {
    permissions: ({ PolicyArn }) => onPolicy(iam, 'iam:CreatePolicyVersion', PolicyArn),
    run: (input) => {
      const policy = loadPolicy(iam, input.PolicyArn);
      if (isAwsOwned(policy.arn)) throw notYours('iam:CreatePolicyVersion', policy.arn);
      const document = checkDocument(input.PolicyDocument, 'identity');
      if (policy.versions.length >= VERSIONS_MAX) {
        throw limitExceeded(
          `A managed policy can have up to ${String(VERSIONS_MAX)} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const created = iam.clock.now();
      const lastVersion = policy.lastVersion + 1;
      const version = { id: `v${String(lastVersion)}`, document, created };
      const changed = {
        ...policy,
        updated: created,
        lastVersion,
        defaultVersion: input.SetAsDefault === true ? version.id : policy.defaultVersion,
        versions: [...policy.versions, version],
      };
      iam.store.putPolicy(changed);
      const { Document: _document, ...answer } = toPolicyVersion(changed, version);
      return { PolicyVersion: answer };
    },
  };
}

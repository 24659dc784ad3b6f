// UpdateAssumeRolePolicy (IAM API reference).
import type { UpdateAssumeRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { checkDocument, type Iam, loadRole, onRole } from '../iam.ts';

export function updateAssumeRolePolicy(iam: Iam): Action<UpdateAssumeRolePolicyRequest, object> {
  return {
    permissions: (input) => onRole(iam, 'iam:UpdateAssumeRolePolicy', input.RoleName),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      iam.store.putRole({ ...role, trustPolicy: checkDocument(input.PolicyDocument, 'trust') });
      return {};
    },
  };
}

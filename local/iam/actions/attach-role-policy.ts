// AttachRolePolicy (IAM API reference): once more does no harm.
import type { AttachRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { limitExceeded, notAttachable } from '../errors.ts';
import { findAnyPolicy } from '../find-policies.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

/** IAM quotas: managed policies of one role. */
const ATTACHED_MAX = 10;

export function attachRolePolicy(iam: Iam): Action<AttachRolePolicyRequest, object> {
  return {
    permissions: ({ RoleName, PolicyArn = '' }) =>
      onRole(iam, 'iam:AttachRolePolicy', RoleName, { 'iam:PolicyARN': PolicyArn }),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      const { PolicyArn: arn = '' } = input;
      if (findAnyPolicy(iam.store, arn) === undefined) throw notAttachable(arn);
      if (role.attachedArns.includes(arn)) return {};
      if (role.attachedArns.length >= ATTACHED_MAX) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${String(ATTACHED_MAX)}`);
      }
      iam.store.putRole({ ...role, attachedArns: [...role.attachedArns, arn] });
      return {};
    },
  };
}

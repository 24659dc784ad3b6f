// DetachRolePolicy (IAM API reference).
import type { DetachRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { noSuchPolicy } from '../errors.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function detachRolePolicy(iam: Iam): Action<DetachRolePolicyRequest, object> {
  return {
    permissions: ({ RoleName, PolicyArn = '' }) =>
      onRole(iam, 'iam:DetachRolePolicy', RoleName, { 'iam:PolicyARN': PolicyArn }),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      const { PolicyArn: arn = '' } = input;
      if (!role.attachedArns.includes(arn)) throw noSuchPolicy(arn);
      const attachedArns = role.attachedArns.filter((other) => other !== arn);
      iam.store.putRole({ ...role, attachedArns });
      return {};
    },
  };
}

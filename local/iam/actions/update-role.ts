// UpdateRole (IAM API reference): description and the longest session.
import type { UpdateRoleRequest, UpdateRoleResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function updateRole(iam: Iam): Action<UpdateRoleRequest, UpdateRoleResponse> {
  return {
    permissions: (input) => onRole(iam, 'iam:UpdateRole', input.RoleName),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      const { Description: description, MaxSessionDuration: sessionSecondsMax } = input;
      iam.store.putRole({
        ...role,
        ...(description === undefined ? {} : { description }),
        ...(sessionSecondsMax === undefined ? {} : { sessionSecondsMax }),
      });
      return {};
    },
  };
}

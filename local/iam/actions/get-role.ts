// GetRole (IAM API reference).
import type { GetRoleRequest, GetRoleResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';
import { toRole } from '../shapes.ts';

export function getRole(iam: Iam): Action<GetRoleRequest, GetRoleResponse> {
  return {
    permissions: (input) => onRole(iam, 'iam:GetRole', input.RoleName),
    run: (input) => {
      return { Role: toRole(loadRole(iam, input.RoleName)) };
    },
  };
}

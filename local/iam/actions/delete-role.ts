// DeleteRole (IAM API reference): only a role without policies can go.
import type { DeleteRoleRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { deleteConflict } from '../errors.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function deleteRole(iam: Iam): Action<DeleteRoleRequest, object> {
  return {
    permissions: (input) => onRole(iam, 'iam:DeleteRole', input.RoleName),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      if (Object.keys(role.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      if (role.attachedArns.length > 0) {
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      }
      iam.store.deleteRole(role.name);
      return {};
    },
  };
}

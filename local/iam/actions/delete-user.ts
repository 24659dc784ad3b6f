// DeleteUser (IAM API reference): only a user without keys and policies can go.
import type { DeleteUserRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { deleteConflict } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function deleteUser(iam: Iam): Action<DeleteUserRequest, object> {
  return {
    permissions: ({ UserName }) => onUser(iam, 'iam:DeleteUser', UserName),
    run: ({ UserName }) => {
      const user = loadUser(iam, UserName);
      if (iam.accessKeys.list(user.name).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete access keys first.');
      }
      if (Object.keys(user.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      if (user.attachedArns.length > 0) {
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      }
      iam.store.deleteUser(user.name);
      return {};
    },
  };
}

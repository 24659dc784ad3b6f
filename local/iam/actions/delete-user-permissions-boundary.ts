// DeleteUserPermissionsBoundary (IAM API reference): the user's policies give again what they say.
import type { DeleteUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { noBoundary } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onBoundary, onUser } from '../users.ts';

export function deleteUserPermissionsBoundary(
  iam: Iam,
): Action<DeleteUserPermissionsBoundaryRequest, object> {
  return {
    permissions: ({ UserName }) => {
      const boundaryArn = iam.store.findUser(UserName ?? '')?.boundaryArn;
      return onUser(iam, 'iam:DeleteUserPermissionsBoundary', UserName, onBoundary(boundaryArn));
    },
    run: ({ UserName }) => {
      const { boundaryArn, ...user } = loadUser(iam, UserName);
      if (boundaryArn === undefined) throw noBoundary(user.name);
      iam.store.putUser(user);
      return {};
    },
  };
}

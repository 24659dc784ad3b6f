// PutUserPermissionsBoundary (IAM API reference): the most that the user's policies can give.
import type { PutUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { type Iam, loadPolicy } from '../iam.ts';
import { loadUser, onBoundary, onUser } from '../users.ts';

export function putUserPermissionsBoundary(
  iam: Iam,
): Action<PutUserPermissionsBoundaryRequest, object> {
  return {
    permissions: ({ UserName, PermissionsBoundary }) =>
      onUser(iam, 'iam:PutUserPermissionsBoundary', UserName, onBoundary(PermissionsBoundary)),
    run: ({ UserName, PermissionsBoundary }) => {
      const user = loadUser(iam, UserName);
      const { arn: boundaryArn } = loadPolicy(iam, PermissionsBoundary);
      iam.store.putUser({ ...user, boundaryArn });
      return {};
    },
  };
}

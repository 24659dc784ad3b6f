// GetUser (IAM API reference): without a name, the caller.
import type { GetUserRequest, GetUserResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { toUser } from '../shapes.ts';
import { loadUser, nameUser, onUser } from '../users.ts';

export function getUser(iam: Iam): Action<GetUserRequest, GetUserResponse> {
  return {
    permissions: ({ UserName }, context) => onUser(iam, 'iam:GetUser', nameUser(UserName, context)),
    run: ({ UserName }, context) => ({ User: toUser(loadUser(iam, nameUser(UserName, context))) }),
  };
}

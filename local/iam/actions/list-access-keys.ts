// ListAccessKeys (IAM API reference), on one page: a user has at most two.
import type { ListAccessKeysRequest, ListAccessKeysResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { toAccessKeyMetadata } from '../shapes.ts';
import { loadUser, nameUser, onUser } from '../users.ts';

export function listAccessKeys(iam: Iam): Action<ListAccessKeysRequest, ListAccessKeysResponse> {
  return {
    permissions: ({ UserName }, context) =>
      onUser(iam, 'iam:ListAccessKeys', nameUser(UserName, context)),
    run: ({ UserName }, context) => {
      const { name } = loadUser(iam, nameUser(UserName, context));
      const keys = iam.accessKeys.list(name).map(toAccessKeyMetadata);
      return { AccessKeyMetadata: keys, IsTruncated: false };
    },
  };
}

// UntagUser (IAM API reference): tags that are not there do not matter.
import type { UntagUserRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function untagUser(iam: Iam): Action<UntagUserRequest, object> {
  return {
    permissions: ({ UserName, TagKeys }) =>
      onUser(iam, 'iam:UntagUser', UserName, ofTagKeys(TagKeys)),
    run: ({ UserName, TagKeys }) => {
      const user = loadUser(iam, UserName);
      const gone = new Set(TagKeys);
      iam.store.putUser({ ...user, tags: user.tags.filter(({ Key }) => !gone.has(Key)) });
      return {};
    },
  };
}

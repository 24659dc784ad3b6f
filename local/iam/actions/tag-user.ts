// TagUser (IAM API reference).
import type { TagUserRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { applyTags, type Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function tagUser(iam: Iam): Action<TagUserRequest, object> {
  return {
    permissions: ({ UserName, Tags }) => onUser(iam, 'iam:TagUser', UserName, ofRequestTags(Tags)),
    run: ({ UserName, Tags }) => {
      const user = loadUser(iam, UserName);
      iam.store.putUser({ ...user, tags: applyTags(user.tags, Tags ?? []) });
      return {};
    },
  };
}

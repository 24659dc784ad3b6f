// UntagRole (IAM API reference): tags that are not there do not matter.
import type { UntagRoleRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function untagRole(iam: Iam): Action<UntagRoleRequest, object> {
  return {
    permissions: ({ RoleName, TagKeys }) =>
      onRole(iam, 'iam:UntagRole', RoleName, ofTagKeys(TagKeys)),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      const gone = new Set(input.TagKeys);
      iam.store.putRole({ ...role, tags: role.tags.filter(({ Key }) => !gone.has(Key)) });
      return {};
    },
  };
}

// TagRole (IAM API reference).
import type { TagRoleRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { applyTags, type Iam, loadRole, onRole } from '../iam.ts';

export function tagRole(iam: Iam): Action<TagRoleRequest, object> {
  return {
    permissions: ({ RoleName, Tags }) => onRole(iam, 'iam:TagRole', RoleName, ofRequestTags(Tags)),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      iam.store.putRole({ ...role, tags: applyTags(role.tags, input.Tags ?? []) });
      return {};
    },
  };
}

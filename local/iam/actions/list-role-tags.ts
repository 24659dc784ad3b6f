// ListRoleTags (IAM API reference), on one page: a role has at most fifty.
import type { ListRoleTagsRequest, ListRoleTagsResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function listRoleTags(iam: Iam): Action<ListRoleTagsRequest, ListRoleTagsResponse> {
  return {
    permissions: (input) => onRole(iam, 'iam:ListRoleTags', input.RoleName),
    run: (input) => {
      return { Tags: [...loadRole(iam, input.RoleName).tags], IsTruncated: false };
    },
  };
}

// ListUserTags (IAM API reference), on one page: a user has at most fifty.
import type { ListUserTagsRequest, ListUserTagsResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function listUserTags(iam: Iam): Action<ListUserTagsRequest, ListUserTagsResponse> {
  return {
    permissions: ({ UserName }) => onUser(iam, 'iam:ListUserTags', UserName),
    run: ({ UserName }) => ({ Tags: [...loadUser(iam, UserName).tags], IsTruncated: false }),
  };
}

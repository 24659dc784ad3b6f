// ListUsers (IAM API reference): pages in the order of names; the marker is the last name.
import type { ListUsersRequest, ListUsersResponse, User } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { toUser } from '../shapes.ts';
import type { StoredUser } from '../store.ts';

const PAGE_ITEMS = 100;

export function listUsers(iam: Iam): Action<ListUsersRequest, ListUsersResponse> {
  return {
    permissions: () => [{ action: 'iam:ListUsers', resource: '*' }],
    run: (input) => {
      const { PathPrefix: prefix = '/', Marker: after = '', MaxItems: limit = PAGE_ITEMS } = input;
      const fitting = iam.store
        .listUsers({ after })
        .map(({ document }) => document)
        .filter(({ path }) => path.startsWith(prefix));
      const page = fitting.slice(0, limit);
      const last = page.at(-1);
      return fitting.length > page.length && last !== undefined
        ? { Users: page.map(toListedUser), IsTruncated: true, Marker: last.name }
        : { Users: page.map(toListedUser), IsTruncated: false };
    },
  };
}

/** Lists leave out tags and boundary, as the API reference says. */
function toListedUser(user: StoredUser): User {
  const { Tags: _tags, PermissionsBoundary: _boundary, ...listed } = toUser(user);
  return listed;
}

// ListRoles (IAM API reference): pages in the order of names; the marker is the last name.
import type { ListRolesRequest, ListRolesResponse, Role } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { toRole } from '../shapes.ts';
import type { StoredRole } from '../store.ts';

const PAGE_ITEMS = 100;

export function listRoles(iam: Iam): Action<ListRolesRequest, ListRolesResponse> {
  return {
    permissions: () => [{ action: 'iam:ListRoles', resource: '*' }],
    run: (input) => {
      const {
        PathPrefix: pathPrefix = '/',
        Marker: after = '',
        MaxItems: limit = PAGE_ITEMS,
      } = input;
      const fitting = iam.store
        .listRoles({ after })
        .map(({ document }) => document)
        .filter(({ path }) => path.startsWith(pathPrefix));
      const page = fitting.slice(0, limit);
      const last = page.at(-1);
      return fitting.length > page.length && last !== undefined
        ? { Roles: page.map(toListedRole), IsTruncated: true, Marker: last.name }
        : { Roles: page.map(toListedRole), IsTruncated: false };
    },
  };
}

/** Lists leave out tags and boundary, as the API reference says. */
function toListedRole(role: StoredRole): Role {
  const { Tags: _tags, PermissionsBoundary: _boundary, ...listed } = toRole(role);
  return listed;
}

// ListSecrets: the region's secrets, filtered, sorted, in pages of at most 100.
import type { ListSecretsRequest, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { nextToken } from '../constraints.ts';
import { findNamePrefixes, parseFilters } from '../filters.ts';
import { createNextTokens } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { listSecrets } from '../secret-lists.ts';
import { toListEntry } from '../secret-views.ts';

const constraints = {
  MaxResults: { range: [1, 100] },
  NextToken: nextToken,
  SortOrder: { values: ['asc', 'desc'] },
  SortBy: { values: ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] },
} as const;

const RESULTS_DEFAULT = 100;

export function createListSecrets(parts: Parts): Action<ListSecretsRequest, ListSecretsResponse> {
  const nextTokens = createNextTokens(parts.environment);
  return {
    permissions: () => [{ action: 'secretsmanager:ListSecrets', resource: '*' }],
    run: (input, { region, principal, accountId }) => {
      checkConstraints(constraints, input);
      const { Filters = [], SortBy: sortBy = 'created-date', SortOrder: sortOrder = 'asc' } = input;
      const includesDeleted = input.IncludePlannedDeletion === true;
      const matches = parseFilters(Filters);
      const list = ['ListSecrets', region, Filters, sortBy, sortOrder, includesDeleted];
      const now = parts.environment.clock.now();
      const { secrets, beyond } = listSecrets(parts, {
        region,
        sortBy,
        sortOrder,
        beyond: nextTokens.parse(list, input.NextToken),
        limit: input.MaxResults ?? RESULTS_DEFAULT,
        namePrefixes: findNamePrefixes(Filters),
        // A caller lists its own account's secrets, whatever it may do with others [LS].
        filter: (secret) =>
          principal.accountId === accountId &&
          (secret.deletion === undefined || (includesDeleted && secret.deletion.dueMs > now)) &&
          matches(secret),
      });
      return {
        SecretList: secrets.map(toListEntry),
        ...(beyond === undefined ? {} : { NextToken: nextTokens.create(list, beyond) }),
      };
    },
  };
}

// ListSecretVersionIds: the labelled versions, and with IncludeDeprecated the others too, in pages.
import type {
  ListSecretVersionIdsRequest,
  ListSecretVersionIdsResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { nextToken, secretId } from '../constraints.ts';
import { invalidNextToken } from '../errors.ts';
import { createNextTokens } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { sortVersions, toVersionEntry } from '../secret-views.ts';

const constraints = {
  SecretId: secretId,
  MaxResults: { range: [1, 100] },
  NextToken: nextToken,
} as const;

const RESULTS_DEFAULT = 100;

export function createListSecretVersionIds(
  parts: Parts,
): Action<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse> {
  const nextTokens = createNextTokens(parts.environment);
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'ListSecretVersionIds', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints(constraints, input);
      const secret = parts.secrets.load(region, input.SecretId ?? '');
      const includesDeprecated = input.IncludeDeprecated === true;
      const list = ['ListSecretVersionIds', secret.arn, includesDeprecated];
      const all = sortVersions(secret.versions);
      const beyond = nextTokens.parse(list, input.NextToken);
      const seen = all.findIndex(({ id }) => id === beyond);
      if (beyond !== undefined && seen < 0) throw invalidNextToken(); // gone since the last page
      const rest = all
        .slice(seen + 1)
        .filter(({ stages }) => includesDeprecated || stages.length > 0);
      const page = rest.slice(0, input.MaxResults ?? RESULTS_DEFAULT);
      const last = page.at(-1);
      return {
        Versions: page.map(toVersionEntry),
        ARN: secret.arn,
        Name: secret.name,
        ...(last === undefined || page.length === rest.length
          ? {}
          : { NextToken: nextTokens.create(list, last.id) }),
      };
    },
  };
}

// ListSecretVersionIds: the labelled versions, and with IncludeDeprecated the others too, in pages.
import type {
  ListSecretVersionIdsRequest,
  ListSecretVersionIdsResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { nextToken, secretId } from '../constraints.ts';
import { createNextToken, parseNextToken } from '../pages.ts';
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
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'ListSecretVersionIds', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints(constraints, input);
      const secret = parts.secrets.load(region, input.SecretId ?? '');
      const includesDeprecated = input.IncludeDeprecated === true;
      const list = ['ListSecretVersionIds', secret.arn, includesDeprecated];
      const versions = sortVersions(secret.versions).filter(
        ({ stages }) => includesDeprecated || stages.length > 0,
      );
      const beyond = parseNextToken(list, input.NextToken);
      const start = beyond === undefined ? 0 : versions.findIndex(({ id }) => id === beyond) + 1;
      const end = start + (input.MaxResults ?? RESULTS_DEFAULT);
      const page = versions.slice(start, end);
      const last = page.at(-1);
      return {
        Versions: page.map(toVersionEntry),
        ARN: secret.arn,
        Name: secret.name,
        ...(last === undefined || end >= versions.length
          ? {}
          : { NextToken: createNextToken(list, last.id) }),
      };
    },
  };
}

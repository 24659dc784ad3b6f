// BatchGetSecretValue: up to 20 current values, by ids or by filters. What cannot be read is told among Errors.
import type {
  APIErrorType,
  BatchGetSecretValueRequest,
  BatchGetSecretValueResponse,
  SecretValueEntry,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action, CallContext } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { nextToken, secretId } from '../constraints.ts';
import { invalidParameter } from '../errors.ts';
import { findNamePrefixes, parseFilters } from '../filters.ts';
import { createNextTokens } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { listSecrets } from '../secret-lists.ts';

const RESULTS_MAX = 20;

const constraints = {
  SecretIdList: { length: [1, RESULTS_MAX], member: secretId },
  MaxResults: { range: [1, RESULTS_MAX] },
  NextToken: nextToken,
} as const;

export function createBatchGetSecretValue(
  parts: Parts,
): Action<BatchGetSecretValueRequest, BatchGetSecretValueResponse> {
  const nextTokens = createNextTokens(parts.environment);
  return {
    permissions: ({ Filters }) => [
      { action: 'secretsmanager:BatchGetSecretValue', resource: '*' },
      ...(Filters === undefined ? [] : [{ action: 'secretsmanager:ListSecrets', resource: '*' }]),
    ],
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { SecretIdList, Filters, MaxResults } = input;
      if ((SecretIdList === undefined) === (Filters === undefined)) {
        throw invalidParameter(
          "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
        );
      }
      if (SecretIdList !== undefined) {
        if (MaxResults !== undefined) {
          throw invalidParameter(
            "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
          );
        }
        // Ids come in no pages, so whatever token is given came from elsewhere.
        nextTokens.parse(SecretIdList, input.NextToken);
        return await readAll(parts, context, SecretIdList);
      }
      const matches = parseFilters(Filters ?? []);
      const list = ['BatchGetSecretValue', context.region, Filters];
      const { secrets, beyond } = listSecrets(parts, {
        region: context.region,
        sortBy: 'created-date',
        sortOrder: 'asc',
        beyond: nextTokens.parse(list, input.NextToken),
        limit: MaxResults ?? RESULTS_MAX,
        namePrefixes: findNamePrefixes(Filters ?? []),
        filter: (secret) =>
          context.principal.accountId === context.accountId &&
          secret.deletion === undefined &&
          matches(secret),
      });
      const names = secrets.map(({ name }) => name);
      return {
        ...(await readAll(parts, context, names)),
        ...(beyond === undefined ? {} : { NextToken: nextTokens.create(list, beyond) }),
      };
    },
  };
}

/** Each read is a GetSecretValue of the caller's own, with its permission and its errors. */
async function readAll(
  { environment }: Parts,
  { principal, region, signal }: CallContext,
  secretIds: readonly string[],
): Promise<BatchGetSecretValueResponse> {
  const SecretValues: SecretValueEntry[] = [];
  const Errors: APIErrorType[] = [];
  for (const SecretId of secretIds) {
    try {
      const value = await environment.call<SecretValueEntry>({
        service: 'secretsmanager',
        operation: 'GetSecretValue',
        input: { SecretId },
        principal,
        region,
        signal,
      });
      SecretValues.push(value);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}

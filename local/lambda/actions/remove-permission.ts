// Takes a statement out of a function's resource policy.
import type { RemovePermissionRequest } from '@aws-sdk/client-lambda';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { createLambdaError, revisionMismatch } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function removePermission(
  lambda: Lambda,
): Action<RemovePermissionRequest, Record<string, never>> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:RemovePermission'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      const key = name.qualifier ?? '$LATEST';
      const { [key]: policy, ...others } = record.policies;
      if (input.RevisionId !== undefined && input.RevisionId !== policy?.revisionId) {
        throw revisionMismatch();
      }
      const left = policy?.statements.filter(({ Sid }) => Sid !== input.StatementId) ?? [];
      if (policy === undefined || left.length === policy.statements.length) {
        const message = `Statement ${input.StatementId ?? ''} is not found in resource policy.`;
        throw createLambdaError('ResourceNotFoundException', message);
      }
      const revisionId = createUuid(environment.random);
      const changed = left.length === 0 ? {} : { [key]: { revisionId, statements: left } };
      functions.put(name, { ...record, policies: { ...others, ...changed } });
      return {};
    },
  };
}

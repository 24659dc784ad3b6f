// Freezes `$LATEST` under the next number.
import type { FunctionConfiguration, PublishVersionRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { invalidParameter, revisionMismatch } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { publish } from '../versions.ts';

export function publishVersion(
  lambda: Lambda,
): Action<PublishVersionRequest, FunctionConfiguration> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:PublishVersion'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      const { configuration } = record;
      if (input.RevisionId !== undefined && input.RevisionId !== configuration.RevisionId) {
        throw revisionMismatch();
      }
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== configuration.CodeSha256) {
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${configuration.CodeSha256 ?? ''}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      return environment.store.transaction(() => publish(lambda, name, record, input.Description));
    },
  };
}

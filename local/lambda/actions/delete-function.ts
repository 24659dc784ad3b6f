// Deletes a function with all its versions, or one version that no alias points at.
import type { DeleteFunctionRequest, DeleteFunctionResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { createLambdaError, functionNotFound, invalidParameter } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function deleteFunction(
  lambda: Lambda,
): Action<DeleteFunctionRequest, DeleteFunctionResponse> {
  const { functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:DeleteFunction'),
    run: (input, context) => {
      const name = parseName(input, context);
      const { aliases } = functions.load(name);
      const { qualifier } = name;
      if (qualifier === undefined) functions.delete(name);
      else if (qualifier === '$LATEST') {
        throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
      } else {
        const users = Object.values(aliases).filter((alias) => alias.functionVersion === qualifier);
        if (users.length > 0) {
          throw createLambdaError(
            'ResourceConflictException',
            `Unable to delete version because the following aliases reference it: [${users.map((alias) => alias.name).join(', ')}]`,
          );
        }
        if (!functions.deleteVersion(name, qualifier)) throw functionNotFound(name.arn);
      }
      return {};
    },
  };
}

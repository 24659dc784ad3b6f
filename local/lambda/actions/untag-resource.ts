// Takes tags off a function; those that it has not are no error.
import type { UntagResourceRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function untagResource(lambda: Lambda): Action<UntagResourceRequest, Record<string, never>> {
  const { functions } = lambda;
  const permit = permitOnFunction(lambda, 'lambda:UntagResource');
  return {
    permissions: (input, context) => permit({ FunctionName: input.Resource }, context),
    run: (input, context) => {
      const name = parseName({ FunctionName: input.Resource }, context);
      const record = functions.load(name);
      const taken = new Set(input.TagKeys);
      const tags = Object.fromEntries(
        Object.entries(record.tags).filter(([key]) => !taken.has(key)),
      );
      functions.put(name, { ...record, tags });
      return {};
    },
  };
}

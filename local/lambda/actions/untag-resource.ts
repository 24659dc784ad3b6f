// Takes tags off a function; those that it has not are no error.
import type { UntagResourceRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function untagResource(lambda: Lambda): Action<UntagResourceRequest, Record<string, never>> {
  const { functions } = lambda;
  const permit = permitOnFunction(lambda, 'lambda:UntagResource');
  return {
    permissions: (input, context) =>
      permit({ FunctionName: input.Resource }, context).map((permission) => ({
        ...permission,
        conditions: ofTagKeys(input.TagKeys),
      })),
    run: (input, context) => {
      const name = parseName({ FunctionName: input.Resource }, context);
      const record = functions.load(name);
      functions.put(name, { ...record, tags: withoutTags(record.tags, input.TagKeys) });
      return {};
    },
  };
}

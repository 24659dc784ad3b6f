// Adds tags to a function, up to fifty.
import type { TagResourceRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { invalidParameter } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

const TAGS_MAX = 50;

export function tagResource(lambda: Lambda): Action<TagResourceRequest, Record<string, never>> {
  const { functions } = lambda;
  const permit = permitOnFunction(lambda, 'lambda:TagResource');
  return {
    permissions: (input, context) =>
      permit({ FunctionName: input.Resource }, context).map((permission) => ({
        ...permission,
        conditions: ofRequestTags(input.Tags),
      })),
    run: (input, context) => {
      const name = parseName({ FunctionName: input.Resource }, context);
      const record = functions.load(name);
      const tags = { ...record.tags, ...input.Tags };
      if (Object.keys(tags).length > TAGS_MAX) {
        throw invalidParameter(`A function cannot have more than ${String(TAGS_MAX)} tags.`);
      }
      functions.put(name, { ...record, tags });
      return {};
    },
  };
}

// The tags of a function.
import type { ListTagsRequest, ListTagsResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function listTags(lambda: Lambda): Action<ListTagsRequest, ListTagsResponse> {
  const permit = permitOnFunction(lambda, 'lambda:ListTags');
  return {
    permissions: (input, context) => permit({ FunctionName: input.Resource }, context),
    run: (input, context) => {
      const name = parseName({ FunctionName: input.Resource }, context);
      return { Tags: { ...lambda.functions.load(name).tags } };
    },
  };
}

// A function's resource policy as JSON text.
import type { GetPolicyRequest, GetPolicyResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { createLambdaError } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { toPolicyText } from '../policy.ts';

export function getPolicy(lambda: Lambda): Action<GetPolicyRequest, GetPolicyResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetPolicy'),
    run: (input, context) => {
      const name = parseName(input, context);
      const policy = lambda.functions.load(name).policies[name.qualifier ?? '$LATEST'];
      if (policy === undefined) {
        throw createLambdaError(
          'ResourceNotFoundException',
          'The resource you requested does not exist.',
        );
      }
      return { Policy: toPolicyText(policy), RevisionId: policy.revisionId };
    },
  };
}

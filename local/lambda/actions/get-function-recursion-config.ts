// What happens to a function that calls itself through other services: always AWS's default here.
import type {
  GetFunctionRecursionConfigRequest,
  GetFunctionRecursionConfigResponse,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function getFunctionRecursionConfig(
  lambda: Lambda,
): Action<GetFunctionRecursionConfigRequest, GetFunctionRecursionConfigResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetFunctionRecursionConfig'),
    run: (input, context) => {
      lambda.functions.load(parseName(input, context));
      return { RecursiveLoop: 'Terminate' };
    },
  };
}

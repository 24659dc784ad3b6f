// What a function has reserved, if anything.
import type {
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function getFunctionConcurrency(
  lambda: Lambda,
): Action<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetFunctionConcurrency'),
    run: (input, context) => {
      const { reservedConcurrency } = lambda.functions.load(parseName(input, context));
      return reservedConcurrency === undefined
        ? {}
        : { ReservedConcurrentExecutions: reservedConcurrency };
    },
  };
}

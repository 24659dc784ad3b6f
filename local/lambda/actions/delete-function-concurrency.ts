// Gives a function's reservation back to all.
import type { DeleteFunctionConcurrencyRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function deleteFunctionConcurrency(
  lambda: Lambda,
): Action<DeleteFunctionConcurrencyRequest, Record<string, never>> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:DeleteFunctionConcurrency'),
    run: (input, context) => {
      const name = parseName(input, context);
      const { reservedConcurrency: _, ...record } = lambda.functions.load(name);
      lambda.functions.put(name, record);
      return {};
    },
  };
}

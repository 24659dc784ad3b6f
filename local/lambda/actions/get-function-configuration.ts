// What a function or one of its versions runs with.
import type {
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { describeResolved } from '../versions.ts';

export function getFunctionConfiguration(
  lambda: Lambda,
): Action<GetFunctionConfigurationRequest, FunctionConfiguration> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetFunctionConfiguration'),
    run: (input, context) => {
      const name = parseName(input, context);
      return describeResolved(name, lambda.functions.resolve(name));
    },
  };
}

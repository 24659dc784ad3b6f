// How asynchronous invocations of a function are retried.
import type {
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { describeEventInvokeConfig, loadEventInvokeConfig } from '../event-invoke-configs.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function getFunctionEventInvokeConfig(
  lambda: Lambda,
): Action<GetFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetFunctionEventInvokeConfig'),
    run: (input, context) => {
      const name = parseName(input, context);
      const config = loadEventInvokeConfig(name, lambda.functions.load(name));
      return describeEventInvokeConfig(name, name.qualifier ?? '$LATEST', config);
    },
  };
}

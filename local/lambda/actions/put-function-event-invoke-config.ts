// Says how asynchronous invocations are retried, replacing what was said before.
import type {
  FunctionEventInvokeConfig,
  PutFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { putEventInvokeConfig, toEventInvokeConfig } from '../event-invoke-configs.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function putFunctionEventInvokeConfig(
  lambda: Lambda,
): Action<PutFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:PutFunctionEventInvokeConfig'),
    run: (input, context) => {
      const name = parseName(input, context);
      const { record } = functions.resolve(name);
      const config = toEventInvokeConfig(input, environment.clock.now());
      return putEventInvokeConfig(functions, name, record, config);
    },
  };
}

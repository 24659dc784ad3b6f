// Changes how asynchronous invocations are retried, leaving what is not named.
import type {
  FunctionEventInvokeConfig,
  UpdateFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import {
  loadEventInvokeConfig,
  putEventInvokeConfig,
  toEventInvokeConfig,
} from '../event-invoke-configs.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function updateFunctionEventInvokeConfig(
  lambda: Lambda,
): Action<UpdateFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:UpdateFunctionEventInvokeConfig'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      const old = loadEventInvokeConfig(name, record);
      const config = toEventInvokeConfig(input, environment.clock.now(), old);
      return putEventInvokeConfig(functions, name, record, config);
    },
  };
}

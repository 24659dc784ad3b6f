// Takes a function's settings for asynchronous invocations back to AWS's defaults.
import type { DeleteFunctionEventInvokeConfigRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { loadEventInvokeConfig } from '../event-invoke-configs.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function deleteFunctionEventInvokeConfig(
  lambda: Lambda,
): Action<DeleteFunctionEventInvokeConfigRequest, Record<string, never>> {
  const { functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:DeleteFunctionEventInvokeConfig'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      loadEventInvokeConfig(name, record);
      const { [name.qualifier ?? '$LATEST']: _, ...eventInvokeConfigs } = record.eventInvokeConfigs;
      functions.put(name, { ...record, eventInvokeConfigs });
      return {};
    },
  };
}

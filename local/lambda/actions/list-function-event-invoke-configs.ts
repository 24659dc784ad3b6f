// A function's settings for asynchronous invocations, one for each qualifier that has any.
import type {
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionEventInvokeConfigsResponse,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { describeEventInvokeConfig } from '../event-invoke-configs.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { toPage } from '../page.ts';

export function listFunctionEventInvokeConfigs(
  lambda: Lambda,
): Action<ListFunctionEventInvokeConfigsRequest, ListFunctionEventInvokeConfigsResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:ListFunctionEventInvokeConfigs'),
    run: (input, context) => {
      const name = parseName(input, context);
      const configs = Object.entries(lambda.functions.load(name).eventInvokeConfigs);
      const { items, NextMarker } = toPage(configs, input);
      return {
        FunctionEventInvokeConfigs: items.map(([qualifier, config]) =>
          describeEventInvokeConfig(name, qualifier, config),
        ),
        ...NextMarker,
      };
    },
  };
}

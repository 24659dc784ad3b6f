// How a function's runtime is updated: always AWS's default here.
import type {
  GetRuntimeManagementConfigRequest,
  GetRuntimeManagementConfigResponse,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function getRuntimeManagementConfig(
  lambda: Lambda,
): Action<GetRuntimeManagementConfigRequest, GetRuntimeManagementConfigResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetRuntimeManagementConfig'),
    run: (input, context) => {
      const name = parseName(input, context);
      lambda.functions.resolve(name);
      return { UpdateRuntimeOn: 'Auto', FunctionArn: name.arn };
    },
  };
}

// A function's code signing configuration: never one here, since CodeSigningConfigArn is refused.
import type {
  GetFunctionCodeSigningConfigRequest,
  GetFunctionCodeSigningConfigResponse,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function getFunctionCodeSigningConfig(
  lambda: Lambda,
): Action<GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetFunctionCodeSigningConfig'),
    run: (input, context) => {
      const name = parseName(input, context);
      lambda.functions.load(name);
      return { CodeSigningConfigArn: '', FunctionName: name.name };
    },
  };
}

// One alias of a function.
import type { AliasConfiguration, GetAliasRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { describeAlias, loadAlias } from '../aliases.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function getAlias(lambda: Lambda): Action<GetAliasRequest, AliasConfiguration> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetAlias'),
    run: (input, context) => {
      const name = parseName(input, context);
      return describeAlias(name, loadAlias(name, lambda.functions.load(name), input.Name));
    },
  };
}

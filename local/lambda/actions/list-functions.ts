// All functions of the region, by name, fifty a page.
import type { ListFunctionsRequest, ListFunctionsResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitAnywhere } from '../lambda.ts';
import { toPage } from '../page.ts';

export function listFunctions(lambda: Lambda): Action<ListFunctionsRequest, ListFunctionsResponse> {
  const { functions } = lambda;
  return {
    permissions: permitAnywhere('lambda:ListFunctions'),
    run: (input, context) => {
      const all = functions.list(context.region).flatMap(({ configuration }) => {
        if (input.FunctionVersion !== 'ALL') return [configuration];
        const name = parseName({ FunctionName: configuration.FunctionName }, context);
        return [
          { ...configuration, FunctionArn: `${name.unqualifiedArn}:$LATEST` },
          ...functions.versions(name).map((version) => version.configuration),
        ];
      });
      const { items, NextMarker } = toPage(all, input);
      return { Functions: items, ...NextMarker };
    },
  };
}

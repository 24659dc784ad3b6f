// The aliases of a function, or of one version.
import type { ListAliasesRequest, ListAliasesResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { describeAlias } from '../aliases.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { toPage } from '../page.ts';

export function listAliases(lambda: Lambda): Action<ListAliasesRequest, ListAliasesResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:ListAliases'),
    run: (input, context) => {
      const name = parseName(input, context);
      const { FunctionVersion } = input;
      const aliases = Object.values(lambda.functions.load(name).aliases).filter(
        ({ functionVersion }) =>
          FunctionVersion === undefined || functionVersion === FunctionVersion,
      );
      const { items, NextMarker } = toPage(aliases, input);
      return { Aliases: items.map((alias) => describeAlias(name, alias)), ...NextMarker };
    },
  };
}

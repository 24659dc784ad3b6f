// Takes an alias away; one that does not exist is no error, as on AWS.
import type { DeleteAliasRequest } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function deleteAlias(lambda: Lambda): Action<DeleteAliasRequest, Record<string, never>> {
  const { functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:DeleteAlias'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      const { [input.Name ?? '']: _, ...aliases } = record.aliases;
      functions.put(name, { ...record, aliases });
      return {};
    },
  };
}

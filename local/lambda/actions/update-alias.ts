// Points an alias at another version, or describes it anew.
import type { AliasConfiguration, UpdateAliasRequest } from '@aws-sdk/client-lambda';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { checkAliasTarget, describeAlias, loadAlias } from '../aliases.ts';
import { revisionMismatch } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function updateAlias(lambda: Lambda): Action<UpdateAliasRequest, AliasConfiguration> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:UpdateAlias'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      const old = loadAlias(name, record, input.Name);
      if (input.RevisionId !== undefined && input.RevisionId !== old.revisionId) {
        throw revisionMismatch();
      }
      checkAliasTarget(functions, name, input.FunctionVersion, input.RoutingConfig);
      const alias = {
        ...old,
        functionVersion: input.FunctionVersion ?? old.functionVersion,
        description: input.Description ?? old.description,
        revisionId: createUuid(environment.random),
      };
      functions.put(name, { ...record, aliases: { ...record.aliases, [old.name]: alias } });
      return describeAlias(name, alias);
    },
  };
}

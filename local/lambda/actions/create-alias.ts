// Names a published version.
import type { AliasConfiguration, CreateAliasRequest } from '@aws-sdk/client-lambda';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { checkAliasTarget, describeAlias } from '../aliases.ts';
import { createLambdaError } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

const CONSTRAINTS: Constraints = {
  Name: { length: [1, 128], pattern: '(?!^[0-9]+$)([a-zA-Z0-9\\-_]+)' },
};

export function createAlias(lambda: Lambda): Action<CreateAliasRequest, AliasConfiguration> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:CreateAlias'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      const { Name = '', FunctionVersion = '' } = input;
      checkConstraints(CONSTRAINTS, input);
      if (record.aliases[Name] !== undefined) {
        const message = `Alias already exists: ${name.unqualifiedArn}:${Name}`;
        throw createLambdaError('ResourceConflictException', message);
      }
      checkAliasTarget(functions, name, FunctionVersion, input.RoutingConfig);
      const alias = {
        name: Name,
        functionVersion: FunctionVersion,
        description: input.Description ?? '',
        revisionId: createUuid(environment.random),
      };
      functions.put(name, { ...record, aliases: { ...record.aliases, [Name]: alias } });
      return describeAlias(name, alias);
    },
  };
}

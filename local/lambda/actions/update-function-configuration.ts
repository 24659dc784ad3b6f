// Changes what is named and leaves the rest.
import type {
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { applyConfiguration, checkConfiguration } from '../configuration.ts';
import { revisionMismatch } from '../errors.ts';
import {
  type Lambda,
  parseName,
  permitOnFunction,
  permitPassRole,
  toLastModified,
} from '../lambda.ts';
import { assume } from '../sessions.ts';

export function updateFunctionConfiguration(
  lambda: Lambda,
): Action<UpdateFunctionConfigurationRequest, FunctionConfiguration> {
  const { environment, functions } = lambda;
  const permit = permitOnFunction(lambda, 'lambda:UpdateFunctionConfiguration');
  return {
    permissions: (input, context) => [...permit(input, context), ...permitPassRole(input.Role)],
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      checkConfiguration(input);
      if (input.RevisionId !== undefined && input.RevisionId !== record.configuration.RevisionId) {
        throw revisionMismatch();
      }
      const configuration: FunctionConfiguration = {
        ...applyConfiguration(record.configuration, input),
        LastModified: toLastModified(environment.clock.now()),
        RevisionId: createUuid(environment.random),
      };
      if (input.Role !== undefined) assume(environment, configuration, 'create');
      functions.put(name, { ...record, configuration });
      return configuration;
    },
  };
}

// Gives a function other code. Running sandboxes finish with the old one; new ones start with the new.
import type { FunctionConfiguration, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { loadCode } from '../code.ts';
import { revisionMismatch } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction, toLastModified } from '../lambda.ts';
import { publish } from '../versions.ts';

export function updateFunctionCode(
  lambda: Lambda,
): Action<UpdateFunctionCodeRequest, FunctionConfiguration> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:UpdateFunctionCode'),
    run: async (input, context) => {
      const name = parseName(input, context);
      functions.load(name);
      const code = await loadCode(environment, context, input);
      const record = functions.load(name); // S3 took its time
      if (input.RevisionId !== undefined && input.RevisionId !== record.configuration.RevisionId) {
        throw revisionMismatch();
      }
      const configuration: FunctionConfiguration = {
        ...record.configuration,
        ...code.described,
        ...(input.Architectures === undefined ? {} : { Architectures: input.Architectures }),
        LastModified: toLastModified(environment.clock.now()),
        RevisionId: createUuid(environment.random),
      };
      if (input.DryRun === true) return configuration;
      const changed = { ...record, configuration, codeSha256: code.codeSha256 };
      return environment.store.transaction(() => {
        functions.putCode(name.region, code.codeSha256, code.zip);
        functions.put(name, changed);
        return input.Publish === true ? publish(lambda, name, changed) : configuration;
      });
    },
  };
}

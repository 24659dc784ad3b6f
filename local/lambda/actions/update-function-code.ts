// Gives a function other code. Running sandboxes finish with the old one; new ones start with the new.
import type { FunctionConfiguration, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { type Code, loadCode } from '../code.ts';
import { invalidParameter, revisionMismatch } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction, toLastModified } from '../lambda.ts';
import type { FunctionRecord } from '../store.ts';
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
      checkSamePackage(record, code);
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
      const { codeSha256, imageUri } = code;
      const { imageUri: _old, ...kept } = record;
      const image = imageUri === undefined ? {} : { imageUri };
      const changed = { ...kept, configuration, codeSha256, ...image };
      return environment.store.transaction(() => {
        if (code.zip !== undefined) functions.putCode(name.region, codeSha256, code.zip);
        functions.put(name, changed);
        return input.Publish === true ? publish(lambda, name, changed) : configuration;
      });
    },
  };
}

function checkSamePackage({ configuration: { PackageType } }: FunctionRecord, code: Code): void {
  if (PackageType === 'Image' && code.imageUri === undefined) {
    throw invalidParameter(
      'Please provide ImageUri when updating a function with packageType Image.',
    );
  }
  if (PackageType !== 'Image' && code.imageUri !== undefined) {
    throw invalidParameter(
      'Please do not provide ImageUri when updating a function with packageType Zip.',
    );
  }
}

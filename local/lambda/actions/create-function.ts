// Makes a function of a zip and a role that Lambda may assume. It is Active at once: here nothing has to be provisioned.
import type { CreateFunctionRequest, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { loadCode } from '../code.ts';
import { checkConfiguration, createConfiguration } from '../configuration.ts';
import { createLambdaError, invalidParameter } from '../errors.ts';
import {
  type Lambda,
  parseName,
  permitOnFunction,
  permitPassRole,
  toLastModified,
} from '../lambda.ts';
import { assume } from '../sessions.ts';
import type { FunctionRecord } from '../store.ts';
import { publish } from '../versions.ts';

export function createFunction(
  lambda: Lambda,
): Action<CreateFunctionRequest, FunctionConfiguration> {
  const { environment, functions } = lambda;
  const permit = permitOnFunction(
    lambda,
    'lambda:CreateFunction',
    ({ Tags }: CreateFunctionRequest) => ofRequestTags(Tags),
  );
  return {
    permissions: (input, context) => [...permit(input, context), ...permitPassRole(input.Role)],
    run: async (input, context) => {
      const name = parseName(input, context);
      checkConfiguration(input);
      if (input.Code === undefined) {
        throw invalidParameter('Please provide a source for function code.');
      }
      const checkFree = (): void => {
        if (functions.find(name) === undefined) return;
        const message = `Function already exist: ${name.name}`;
        throw createLambdaError('ResourceConflictException', message);
      };
      checkFree();
      const base = createConfiguration(input, name.name);
      assume(environment, { ...base, FunctionName: name.name }, 'create');
      const code = await loadCode(environment, context, input.Code);
      checkFree(); // S3 took its time
      const configuration: FunctionConfiguration = {
        ...base,
        ...code.described,
        FunctionName: name.name,
        FunctionArn: name.unqualifiedArn,
        LastModified: toLastModified(environment.clock.now()),
        RevisionId: createUuid(environment.random),
      };
      const record: FunctionRecord = {
        configuration,
        codeSha256: code.codeSha256,
        ...(code.imageUri === undefined ? {} : { imageUri: code.imageUri }),
        tags: input.Tags ?? {},
        policies: {},
        aliases: {},
        eventInvokeConfigs: {},
        versionNext: 1,
      };
      return environment.store.transaction(() => {
        if (code.zip !== undefined) functions.putCode(name.region, code.codeSha256, code.zip);
        functions.put(name, record);
        return input.Publish === true ? publish(lambda, name, record) : configuration;
      });
    },
  };
}

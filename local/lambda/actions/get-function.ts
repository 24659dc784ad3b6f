// Configuration, tags and concurrency of a function. AWS adds a presigned URL of the zip; here it has none.
import type { GetFunctionRequest, GetFunctionResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { describeResolved } from '../versions.ts';

export function getFunction(lambda: Lambda): Action<GetFunctionRequest, GetFunctionResponse> {
  return {
    permissions: permitOnFunction(lambda, 'lambda:GetFunction'),
    run: (input, context) => {
      const name = parseName(input, context);
      const resolved = lambda.functions.resolve(name);
      const { tags, reservedConcurrency } = resolved.record;
      return {
        Configuration: describeResolved(name, resolved),
        Code: describeCode(resolved.imageUri),
        ...(Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } }),
        ...(reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
      };
    },
  };
}

function describeCode(imageUri: string | undefined) {
  if (imageUri === undefined) return { RepositoryType: 'S3' };
  return { RepositoryType: 'ECR', ImageUri: imageUri, ResolvedImageUri: imageUri };
}

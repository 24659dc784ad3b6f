// Aliases: names for published versions (Lambda developer guide, "Lambda function aliases").
import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import { createLambdaError, invalidParameter } from './errors.ts';
import type { FunctionName } from './names.ts';
import type { Alias, FunctionRecord, LambdaStore } from './store.ts';

export function describeAlias({ unqualifiedArn }: FunctionName, alias: Alias): AliasConfiguration {
  return {
    AliasArn: `${unqualifiedArn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
  };
}

/** @throws ServiceError ResourceNotFoundException */
export function loadAlias(
  { unqualifiedArn }: FunctionName,
  record: FunctionRecord,
  aliasName: string | undefined,
): Alias {
  const alias = record.aliases[aliasName ?? ''];
  if (alias !== undefined) return alias;
  const message = `Cannot find alias arn: ${unqualifiedArn}:${aliasName ?? ''}`;
  throw createLambdaError('ResourceNotFoundException', message);
}

/** @throws ServiceError where the version does not exist, or a share of traffic is asked for */
export function checkAliasTarget(
  functions: LambdaStore,
  name: FunctionName,
  version: string | undefined,
  routing: unknown,
): void {
  if (routing !== undefined) throw invalidParameter('RoutingConfig is not supported here.');
  if (version === undefined) return;
  functions.resolve({ ...name, qualifier: version, arn: `${name.unqualifiedArn}:${version}` });
}

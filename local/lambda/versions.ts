// Published versions: numbered, immutable copies of `$LATEST` (Lambda developer guide, "Manage function versions").
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { createUuid } from '../random.ts';
import type { Lambda } from './lambda.ts';
import type { FunctionName } from './names.ts';
import type { FunctionRecord, Resolved } from './store.ts';

/** Nothing new since the last version gives that version again, as AWS does. */
export function publish(
  { environment, functions }: Lambda,
  name: FunctionName,
  record: FunctionRecord,
  description?: string,
): FunctionConfiguration {
  const last = functions.versions(name).at(-1);
  if (last !== undefined && isSame(last.configuration, record.configuration)) {
    return last.configuration;
  }
  const version = String(record.versionNext);
  const configuration: FunctionConfiguration = {
    ...record.configuration,
    ...(description === undefined ? {} : { Description: description }),
    FunctionArn: `${name.unqualifiedArn}:${version}`,
    Version: version,
    RevisionId: createUuid(environment.random),
  };
  const { codeSha256, imageUri } = record;
  const code = { codeSha256, ...(imageUri === undefined ? {} : { imageUri }) };
  functions.putVersion(name, version, { configuration, ...code });
  functions.put(name, { ...record, versionNext: record.versionNext + 1 });
  return configuration;
}

/** As answered: a qualified question gets a qualified ARN. */
export function describeResolved(
  { arn, qualifier }: FunctionName,
  { configuration }: Resolved,
): FunctionConfiguration {
  return qualifier === undefined ? configuration : { ...configuration, FunctionArn: arn };
}

function isSame(published: FunctionConfiguration, latest: FunctionConfiguration): boolean {
  return toCore(published) === toCore(latest);
}

function toCore(configuration: FunctionConfiguration): string {
  const { CodeSha256, Environment, Handler, MemorySize, Role, Runtime, Timeout } = configuration;
  return JSON.stringify([CodeSha256, Environment, Handler, MemorySize, Role, Runtime, Timeout]);
}

// How asynchronous invocations of a function are retried, and where their outcome goes
// (Lambda API reference, PutFunctionEventInvokeConfig).
import type {
  FunctionEventInvokeConfig,
  PutFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import { findArn } from '../arn.ts';
import { type Constraints, checkConstraints } from '../constraints.ts';
import { createLambdaError, invalidParameter } from './errors.ts';
import type { FunctionName } from './names.ts';
import type { EventInvokeConfig, FunctionRecord, LambdaStore } from './store.ts';

const CONSTRAINTS: Constraints = {
  MaximumRetryAttempts: { range: [0, 2] },
  MaximumEventAgeInSeconds: { range: [60, 21_600] },
};
const DESTINATIONS = new Set(['sqs', 'sns', 'lambda', 'events']);

/** `old` is what an update leaves as it is; a put begins with nothing. */
export function toEventInvokeConfig(
  input: PutFunctionEventInvokeConfigRequest,
  lastModified: number,
  old: Partial<EventInvokeConfig> = {},
): EventInvokeConfig {
  checkConstraints(CONSTRAINTS, input);
  const retryAttemptsMax = input.MaximumRetryAttempts ?? old.retryAttemptsMax;
  const eventAgeSecondsMax = input.MaximumEventAgeInSeconds ?? old.eventAgeSecondsMax;
  const onSuccess = toDestination(input.DestinationConfig?.OnSuccess?.Destination, old.onSuccess);
  const onFailure = toDestination(input.DestinationConfig?.OnFailure?.Destination, old.onFailure);
  return {
    lastModified,
    ...(retryAttemptsMax === undefined ? {} : { retryAttemptsMax }),
    ...(eventAgeSecondsMax === undefined ? {} : { eventAgeSecondsMax }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}

export function describeEventInvokeConfig(
  { unqualifiedArn }: FunctionName,
  qualifier: string,
  config: EventInvokeConfig,
): FunctionEventInvokeConfig {
  const { lastModified, retryAttemptsMax, eventAgeSecondsMax, onSuccess, onFailure } = config;
  return {
    LastModified: new Date(lastModified),
    FunctionArn: `${unqualifiedArn}:${qualifier}`,
    ...(retryAttemptsMax === undefined ? {} : { MaximumRetryAttempts: retryAttemptsMax }),
    ...(eventAgeSecondsMax === undefined ? {} : { MaximumEventAgeInSeconds: eventAgeSecondsMax }),
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}

/** @throws ServiceError ResourceNotFoundException */
export function loadEventInvokeConfig(
  name: FunctionName,
  record: FunctionRecord,
): EventInvokeConfig {
  const config = record.eventInvokeConfigs[name.qualifier ?? '$LATEST'];
  if (config !== undefined) return config;
  throw createLambdaError(
    'ResourceNotFoundException',
    `The function ${name.unqualifiedArn}:${name.qualifier ?? '$LATEST'} doesn't have an EventInvokeConfig`,
  );
}

export function putEventInvokeConfig(
  functions: LambdaStore,
  name: FunctionName,
  record: FunctionRecord,
  config: EventInvokeConfig,
): FunctionEventInvokeConfig {
  const qualifier = name.qualifier ?? '$LATEST';
  const eventInvokeConfigs = { ...record.eventInvokeConfigs, [qualifier]: config };
  functions.put(name, { ...record, eventInvokeConfigs });
  return describeEventInvokeConfig(name, qualifier, config);
}

function toDestination(given: string | undefined, old: string | undefined): string | undefined {
  if (given === undefined) return old;
  if (given === '') return undefined;
  if (DESTINATIONS.has(findArn(given)?.service ?? '')) return given;
  throw invalidParameter(`The provided destination config DestinationConfig(${given}) is invalid.`);
}

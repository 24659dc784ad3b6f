// What optimized integrations have in common: fields of their own instead of the model's, and an answer with the SDK's metadata.
import { isObject, type Json, type JsonObject } from '../asl/json.ts';
import type { TaskResult } from '../asl/position.ts';
import { failed, type IntegrationCall } from './call.ts';
import { type ErrorNaming, toFailure } from './error-names.ts';
import { findSdkService, type SdkService } from './sdk-services.ts';

export interface OptimizedNaming {
  readonly prefix: string;
  readonly base: string;
  /** As `aws-sdk` names the service. */
  readonly service: string;
  readonly deniedStatus?: 403;
}

export function nameErrors({ service, ...names }: OptimizedNaming): ErrorNaming {
  const sdkService = findSdkService(service);
  if (sdkService === undefined) throw new Error(`there is no service ${service}`);
  return { ...names, service: sdkService.name, sdkService: withFolder(sdkService) };
}

function withFolder({ folder, sdk }: SdkService): ErrorNaming['sdkService'] {
  return { folder, sdk };
}

/** A call of the service; where it is refused, the Task fails by the service's own name for that. */
export async function callService(
  call: IntegrationCall,
  naming: ErrorNaming,
  request: { readonly operation: string; readonly input: unknown },
  toResult: (answer: never) => TaskResult,
): Promise<TaskResult> {
  try {
    const { principal, region } = call;
    const service = naming.sdkService.folder;
    const answer: unknown = await call.call({ ...request, service, principal, region });
    return toResult(answer as never);
  } catch (error) {
    return await toFailure(error, naming, call.requestId);
  }
}

/** The arguments, which `findFaults` has seen to be an object. */
export function toArguments(given: Json): JsonObject {
  return isObject(given) ? given : {};
}

/** What is to be a text and is written as any JSON. */
export function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The members of these that are there. */
export function pick(given: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name): [string, Json][] => {
      const value = given[name];
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
}

export function missing(name: string): TaskResult {
  return failed('States.Runtime', `The field '${name}' is required but was missing`);
}

// Which integrations there are: for the check at creation and for the run.
import type { Fields } from '../asl/check/fields.ts';
import { isObject, type Json } from '../asl/json.ts';
import { findResource, type Resource } from '../asl/resource.ts';
import { withoutPattern } from '../asl/task-token.ts';
import { createAwsSdkIntegration, findSdkFields } from './aws-sdk.ts';
import type { Integration } from './call.ts';
import { putEvents, putEventsFields } from './events.ts';
import { createFunctionIntegration, invokeFields, invokeLambda } from './lambda.ts';
import { findSdkModel, loadSdkModel } from './sdk-model.ts';
import { findSdkService, type SdkService, sdkServices } from './sdk-services.ts';
import { publishFields, publishToSns } from './sns.ts';
import { sendMessageFields, sendSqsMessage } from './sqs.ts';
import {
  startExecution,
  startExecutionFields,
  startExecutionSync,
  startExecutionSync2,
} from './states.ts';

interface Optimized {
  readonly integration: Integration;
  readonly fields: Fields;
}

/** By resource type and resource. */
const optimized: Readonly<Record<string, Optimized>> = {
  'lambda:invoke': { integration: invokeLambda, fields: invokeFields },
  'sns:publish': { integration: publishToSns, fields: publishFields },
  'sqs:sendMessage': { integration: sendSqsMessage, fields: sendMessageFields },
  'events:putEvents': { integration: putEvents, fields: putEventsFields },
  'states:startExecution': { integration: startExecution, fields: startExecutionFields },
  'states:startExecution.sync': { integration: startExecutionSync, fields: startExecutionFields },
  'states:startExecution.sync:2': {
    integration: startExecutionSync2,
    fields: startExecutionFields,
  },
};

const SDK_PREFIX = 'aws-sdk:';

/** The integration of a Task that passed the check. */
export function findIntegration(arn: string): Integration | undefined {
  const resource = findResource(arn);
  if (resource === undefined || resource.kind === 'activity') return undefined;
  if (resource.kind === 'function') return createFunctionIntegration(resource.arn);
  const call = findSdkCall(resource);
  return call === undefined
    ? findOptimized(resource)?.integration
    : createAwsSdkIntegration(call.service, call.action);
}

/** The fields of an integration; of `aws-sdk` once `loadIsSupported` has seen the definition. */
export function argumentsOf(resource: Resource): Fields | undefined {
  const call = findSdkCall(resource);
  if (call !== undefined) return findSdkFields(call.service, call.action);
  return findOptimized(resource)?.fields;
}

/** Why a Task cannot be started with such arguments, in AWS's words; what an expression made of them is seen only when it runs. */
export async function findFaults(arn: string, given: Json): Promise<readonly string[]> {
  const resource = findResource(arn);
  if (resource?.kind !== 'integration') return [];
  const fields = findOptimized(resource)?.fields;
  const own = fields === undefined ? [] : findFieldFaults(fields, given);
  return own.length > 0 ? own : ((await findIntegration(arn)?.findFaults?.(given)) ?? []);
}

function findFieldFaults({ required, optional }: Fields, given: Json): readonly string[] {
  if (!isObject(given)) return ["The value of the field 'Arguments' has an invalid format"];
  return [
    ...required
      .filter((name) => !(name in given))
      .map((name) => `The field '${name}' is required but was missing`),
    ...Object.keys(given)
      .filter((name) => !required.includes(name) && !optional.includes(name))
      .map((name) => `The field "${name}" is not supported by Step Functions`),
  ];
}

/**
 * Whether there is such an integration. For `aws-sdk` the SDK tells which calls a service has, and is loaded for
 * those services alone that the text names.
 */
export async function loadIsSupported(text: string): Promise<(resource: Resource) => boolean> {
  for (const [name, service] of Object.entries(sdkServices)) {
    if (text.includes(`${SDK_PREFIX}${name}:`)) await loadSdkModel(service);
  }
  return (resource) => {
    if (resource.kind !== 'integration') return true;
    if (!resource.resourceType.startsWith(SDK_PREFIX)) return findOptimized(resource) !== undefined;
    const call = findSdkCall(resource);
    return call !== undefined && findSdkModel(call.service)?.actions.has(call.action) === true;
  };
}

function findSdkCall(
  resource: Resource,
): { readonly service: SdkService; readonly action: string } | undefined {
  if (resource.kind !== 'integration' || !resource.resourceType.startsWith(SDK_PREFIX)) {
    return undefined;
  }
  const service = findSdkService(resource.resourceType.slice(SDK_PREFIX.length));
  return service && { service, action: withoutPattern(resource.resource) };
}

function findOptimized(resource: Resource): Optimized | undefined {
  if (resource.kind !== 'integration') return undefined;
  const name = `${resource.resourceType}:${withoutPattern(resource.resource)}`;
  return Object.hasOwn(optimized, name) ? optimized[name] : undefined;
}

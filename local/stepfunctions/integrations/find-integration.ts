// Which integrations there are: for the check at creation and for the run.
import type { Fields } from '../asl/check/fields.ts';
import { findResource, type Resource } from '../asl/resource.ts';
import { withoutPattern } from '../asl/task-token.ts';
import { createAwsSdkIntegration } from './aws-sdk.ts';
import type { Integration } from './call.ts';
import { putEvents, putEventsFields } from './events.ts';
import { createFunctionIntegration, invokeFields, invokeLambda } from './lambda.ts';
import { findSdkService, sdkServices, toOperation } from './sdk-services.ts';
import { publishFields, publishToSns } from './sns.ts';
import { startExecution, startExecutionFields } from './states.ts';

/** By resource type and resource. */
const optimized: Readonly<Record<string, { readonly run: Integration; readonly fields: Fields }>> =
  {
    'lambda:invoke': { run: invokeLambda, fields: invokeFields },
    'sns:publish': { run: publishToSns, fields: publishFields },
    'events:putEvents': { run: putEvents, fields: putEventsFields },
    'states:startExecution': { run: startExecution, fields: startExecutionFields },
  };

const SDK_PREFIX = 'aws-sdk:';

/** The integration of a Task that passed the check. */
export function findIntegration(arn: string): Integration | undefined {
  const resource = findResource(arn);
  if (resource === undefined) return undefined;
  if (resource.kind === 'function') return createFunctionIntegration(resource.arn);
  if (!resource.resourceType.startsWith(SDK_PREFIX)) return findOptimized(resource)?.run;
  const service = findSdkService(resource.resourceType.slice(SDK_PREFIX.length));
  return service === undefined ? undefined : createAwsSdkIntegration(service, resource.resource);
}

export function argumentsOf(resource: Resource): Fields | undefined {
  return findOptimized(resource)?.fields;
}

/**
 * Whether there is such an integration. For `aws-sdk` the SDK tells which calls a service has, and is loaded for
 * those services alone that the text names.
 */
export async function loadIsSupported(text: string): Promise<(resource: Resource) => boolean> {
  const commands = new Map<string, object>();
  for (const name of Object.keys(sdkServices)) {
    const service = findSdkService(name);
    if (service !== undefined && text.includes(`${SDK_PREFIX}${name}:`)) {
      commands.set(name, await service.sdk());
    }
  }
  return (resource) => {
    if (resource.kind === 'function') return true;
    const action = withoutPattern(resource.resource);
    if (!resource.resourceType.startsWith(SDK_PREFIX)) return findOptimized(resource) !== undefined;
    const model = commands.get(resource.resourceType.slice(SDK_PREFIX.length));
    const isAction = /^[a-z][A-Za-z0-9]*$/.test(action);
    return model !== undefined && isAction && `${toOperation(action)}Command` in model;
  };
}

function findOptimized(resource: Resource): (typeof optimized)[string] | undefined {
  if (resource.kind === 'function') return undefined;
  const name = `${resource.resourceType}:${withoutPattern(resource.resource)}`;
  return Object.hasOwn(optimized, name) ? optimized[name] : undefined;
}

// Which call's answer a Task ends with: by its resource, and by what the integration makes of it.
import { findResource } from '../asl/resource.ts';
import { findSdkService, type SdkService } from '../integrations/sdk-services.ts';

export interface MockedCall {
  readonly service: SdkService;
  /** As in a Resource, such as `getSecretValue`. */
  readonly action: string;
  /** Members that the integration parses: any JSON stands there, whatever the model says. */
  readonly free: readonly string[];
}

/** Optimized integrations, by resource type: the service as `aws-sdk` names it. */
const SERVICES: Readonly<Record<string, string>> = {
  events: 'eventbridge',
  lambda: 'lambda',
  sns: 'sns',
  sqs: 'sqs',
  states: 'sfn',
};

/** Undefined where the answer has no schema: a function's own, or whatever is sent back with a token. */
export function findMockedCall(arn: string): MockedCall | undefined {
  const resource = findResource(arn);
  if (resource?.kind !== 'integration' || resource.resource.includes('.waitForTaskToken')) {
    return undefined;
  }
  const [sdkPrefix, sdkName = ''] = resource.resourceType.split(':');
  const isOptimized = sdkPrefix !== 'aws-sdk';
  const name = isOptimized ? SERVICES[resource.resourceType] : sdkName;
  const service = name === undefined ? undefined : findSdkService(name);
  if (service === undefined) return undefined;
  const [action = '', pattern] = resource.resource.split('.');
  const isPolled = isOptimized && pattern?.startsWith('sync') === true;
  return {
    service,
    // What .sync polls is what it ends with; and .sync:2 parses input and output.
    action: isPolled ? 'describeExecution' : action,
    free: isOptimized ? (isPolled ? ['Input', 'Output'] : ['Payload']) : [],
  };
}

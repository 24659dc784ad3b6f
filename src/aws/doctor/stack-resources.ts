// What CloudFormation made for the stack, by type.
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../../rotation/effects.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall } from '../timed-call.ts';

export interface StackResource {
  /** As the template names it, such as `PlanRotationLambdaFunction`. */
  readonly id: string;
  /** Such as `AWS::Lambda::Function`. */
  readonly type: string;
  /** The function's name, the queue's address, whatever `Ref` gives. */
  readonly name: string;
}

export async function loadStackResources(
  config: ClientConfig,
  clock: Clock,
  stackName: string,
  signal: AbortSignal,
): Promise<readonly StackResource[]> {
  const call = createTimedCall(() => new CloudFormationClient(config), clock);
  const names = { call: 'cloudformation:ListStackResources', resource: stackName };
  const found: StackResource[] = [];
  let next: string | undefined;
  do {
    const input = { StackName: stackName, ...(next === undefined ? {} : { NextToken: next }) };
    const page = await call(names, signal, (client, options) =>
      client.send(new ListStackResourcesCommand(input), options),
    );
    for (const resource of page.StackResourceSummaries ?? []) {
      const {
        LogicalResourceId: id = '',
        ResourceType: type = '',
        PhysicalResourceId: name,
      } = resource;
      if (name !== undefined) found.push({ id, type, name });
    }
    next = page.NextToken;
  } while (next !== undefined);
  return found;
}

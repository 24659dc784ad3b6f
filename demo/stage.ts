// What the demo plays on: the endpoint, the service, clients for both, and what was deployed.
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from '../local/clock.ts';
import type { ClientConfig } from '../src/aws/clients.ts';
import { createClientConfig } from '../src/aws/clients.ts';
import { findOutput, type StackOutputs } from '../src/aws/stack.ts';

export const region = 'us-east-1';
export const stackName = 'rekey-dev';
export const recipient = 'oncall@rekey.test';
/** Longer than the consumer's cache, or the consumer would see its key refused. */
export const graceSeconds = 3;

export interface Clients {
  readonly config: ClientConfig;
  readonly secrets: SecretsManagerClient;
  readonly machines: SFNClient;
  readonly schedules: SchedulerClient;
  readonly logs: CloudWatchLogsClient;
}

/** Clients as any program has them: AWS_ENDPOINT_URL in the environment leads them to the endpoint. */
export function createClients(): Clients {
  const config = createClientConfig(region);
  return {
    config,
    secrets: new SecretsManagerClient(config),
    machines: new SFNClient(config),
    schedules: new SchedulerClient(config),
    logs: new CloudWatchLogsClient(config),
  };
}

export interface Deployment {
  readonly stateMachineArn: string;
  readonly noticeTopicArn: string;
  readonly scheduleGroupName: string;
  readonly scheduleRoleArn: string;
  readonly scheduleDeadLetterQueueArn: string;
}

export function toDeployment(outputs: StackOutputs): Deployment {
  return {
    stateMachineArn: findOutput(outputs, 'StateMachineArn'),
    noticeTopicArn: findOutput(outputs, 'NoticeTopicArn'),
    scheduleGroupName: findOutput(outputs, 'ScheduleGroupName'),
    scheduleRoleArn: findOutput(outputs, 'ScheduleRoleArn'),
    scheduleDeadLetterQueueArn: findOutput(outputs, 'ScheduleDeadLetterQueueArn'),
  };
}

/** Asks again and again until there is an answer. */
export async function waitFor<Found>(
  clock: Clock,
  what: string,
  find: () => Promise<Found | undefined>,
  secondsMax = 30,
): Promise<Found> {
  const end = clock.now() + secondsMax * 1000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (clock.now() > end) throw new Error(`Waited ${String(secondsMax)} s for ${what}.`);
    await clock.sleep(100);
  }
}

// Whether the AWS endpoints that the functions call are reached from where this runs: a call to each that reads nothing of interest.
// Any answer will do, a refusal too. KMS and CloudWatch Logs are not among them: Secrets Manager and Lambda call those themselves,
// from their own network (User Guide, "Secret encryption and decryption"; Lambda Developer Guide, "Giving functions access to a VPC").
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { ListScheduleGroupsCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetRandomPasswordCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError } from '../rotation/errors.ts';
import type { Endpoints } from '../rotation/look-ahead.ts';
import { type EndpointFacts, toProblem } from '../rotation/preflight.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export function createEndpoints(config: ClientConfig, clock: Clock): Endpoints {
  const secrets = createTimedCall(() => new SecretsManagerClient(config), clock);
  const machines = createTimedCall(() => new SFNClient(config), clock);
  const topics = createTimedCall(() => new SNSClient(config), clock);
  const buses = createTimedCall(() => new EventBridgeClient(config), clock);
  const schedules = createTimedCall(() => new SchedulerClient(config), clock);
  const queues = createTimedCall(() => new SQSClient(config), clock);
  const names = (call: string) => ({ call, resource: `the endpoint in ${config.region}` });
  const probe = createProbe(config.region, clock);
  return {
    probe: async (signal) =>
      await Promise.all([
        probe('secretsmanager', () =>
          secrets(names('secretsmanager:GetRandomPassword'), signal, (client, options) =>
            client.send(new GetRandomPasswordCommand({ PasswordLength: 4 }), options),
          ),
        ),
        probe('states', () =>
          machines(names('states:ListStateMachines'), signal, (client, options) =>
            client.send(new ListStateMachinesCommand({ maxResults: 1 }), options),
          ),
        ),
        probe('sns', () =>
          topics(names('sns:ListTopics'), signal, (client, options) =>
            client.send(new ListTopicsCommand({}), options),
          ),
        ),
        probe('events', () =>
          buses(names('events:ListEventBuses'), signal, (client, options) =>
            client.send(new ListEventBusesCommand({ Limit: 1 }), options),
          ),
        ),
        probe('scheduler', () =>
          schedules(names('scheduler:ListScheduleGroups'), signal, (client, options) =>
            client.send(new ListScheduleGroupsCommand({ MaxResults: 1 }), options),
          ),
        ),
        probe('sqs', () =>
          queues(names('sqs:ListQueues'), signal, (client, options) =>
            client.send(new ListQueuesCommand({ MaxResults: 1 }), options),
          ),
        ),
      ]),
  };
}

function createProbe(
  region: string,
  clock: Clock,
): (service: string, send: () => Promise<unknown>) => Promise<EndpointFacts> {
  return async (service, send) => {
    const startedAt = clock.now();
    const about = { service, vpcEndpoint: `com.amazonaws.${region}.${service}` };
    try {
      await send();
      return { ...about, reached: true, milliseconds: clock.now() - startedAt };
    } catch (error) {
      if (!isRotationError(error)) throw error;
      const reached = error.facts.status !== undefined;
      return {
        ...about,
        reached,
        milliseconds: clock.now() - startedAt,
        problem: toProblem(error),
      };
    }
  };
}

// A queue that hears every event of the rotation, so that the search for leaks can read them all.
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ClientConfig } from '../src/aws/clients.ts';
import type { Place } from './leaks.ts';

const NAME = 'demo-events';

/** @returns the queue's URL */
export async function hearEvents(config: ClientConfig): Promise<string> {
  const queues = new SQSClient(config);
  const bus = new EventBridgeClient(config);
  const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: NAME }));
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const queueArn = Attributes['QueueArn'] ?? '';
  const { RuleArn } = await bus.send(
    new PutRuleCommand({
      Name: NAME,
      EventPattern: JSON.stringify({ source: ['rekey', 'aws.states', 'aws.secretsmanager'] }),
    }),
  );
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
      },
    ],
  };
  await queues.send(
    new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } }),
  );
  await bus.send(new PutTargetsCommand({ Rule: NAME, Targets: [{ Id: 'queue', Arn: queueArn }] }));
  return QueueUrl;
}

export async function listEvents(
  config: ClientConfig,
  queueUrl: string,
): Promise<readonly Place[]> {
  const queues = new SQSClient(config);
  const places: Place[] = [];
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
      }),
    );
    if (Messages.length === 0) return places;
    places.push(
      ...Messages.map(({ Body = '', MessageId = '' }) => ({
        name: `event ${MessageId}`,
        text: Body,
      })),
    );
  }
}

// An endpoint whose Secrets Manager rotates by itself: a function that it may invoke, a manual clock, and its events in a queue.
import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createManualClock, createSystemClock, type ManualClock } from '../../local/clock.ts';
import type { Cloud, CloudOptions } from '../../local/cloud.ts';
import { startCloud } from './cloud.ts';
import { createFunction } from './functions.ts';
import { toServicePolicy } from './roles.ts';
import { createRotationRuntime, type RotationRuntime } from './rotation-function.ts';

export interface ServiceEventDetail {
  readonly eventName: string;
  readonly errorMessage?: string;
  readonly requestID?: string;
  readonly additionalEventData: { readonly SecretId: string };
}

export interface RotationHost {
  readonly clock: ManualClock;
  readonly cloud: Cloud;
  readonly cloudUrl: string;
  readonly client: SecretsManagerClient;
  readonly runtime: RotationRuntime;
  readonly clientOf: (region: string) => SecretsManagerClient;
  /** A function whose role may do anything with secrets, and which Secrets Manager may invoke. Answers its ARN. */
  readonly createRotator: (name: string) => Promise<string>;
  /** Secrets Manager may invoke the function. */
  readonly permitRotation: (functionName: string) => Promise<void>;
  readonly describe: (secretId: string) => Promise<DescribeSecretCommandOutput>;
  /** Describes again and again until it is so; no time passes by the endpoint's clock. */
  readonly describeUntil: (
    secretId: string,
    isSo: (described: DescribeSecretCommandOutput) => boolean,
  ) => Promise<DescribeSecretCommandOutput>;
  /** Takes the service events that have come since the last time; waits for one of that name, if it is given. */
  readonly takeEvents: (last?: string) => Promise<readonly ServiceEventDetail[]>;
  readonly close: () => Promise<void>;
}

/** What a poll waits for comes by then, however busy the machine is. */
const PATIENCE_MS = 60_000;
const systemClock = createSystemClock();
const toDeadline = (): number => systemClock.now() + PATIENCE_MS;
const ROOT = { kind: 'root', accountId: '000000000000' } as const;

export interface RotationHostOptions extends CloudOptions {
  /** The store given holds an inbox and functions already. */
  readonly isRestart?: boolean;
}

export async function startRotationHost({
  isRestart = false,
  ...options
}: RotationHostOptions = {}): Promise<RotationHost> {
  const clock = createManualClock(Date.UTC(2026, 3, 1, 9, 30));
  const runtime = createRotationRuntime(clock);
  const running = await startCloud({ clock, lambdaRuntime: runtime, ...options });
  const { cloud, clientConfig } = running;
  const client = new SecretsManagerClient(clientConfig);
  const call = async <Output>(service: string, operation: string, input: object): Promise<Output> =>
    await cloud.call<Output>({ service, operation, input, principal: ROOT, region: 'us-east-1' });
  const queueUrl = isRestart ? '' : await createInbox(call);
  const describe = async (SecretId: string) =>
    await client.send(new DescribeSecretCommand({ SecretId }));
  const others: SecretsManagerClient[] = [];
  const permitRotation = async (FunctionName: string): Promise<void> => {
    await call('lambda', 'AddPermission', {
      ...{ FunctionName, StatementId: 'rotation', Action: 'lambda:InvokeFunction' },
      ...{ Principal: 'secretsmanager.amazonaws.com', SourceAccount: ROOT.accountId },
    });
  };

  return {
    ...{ clock, cloud, cloudUrl: running.url, client, runtime, describe, permitRotation },
    clientOf: (region) => {
      const other = new SecretsManagerClient({ ...clientConfig, region });
      others.push(other);
      return other;
    },
    createRotator: async (name) => {
      const { arn } = await createFunction(cloud, name);
      await call('iam', 'PutRolePolicy', {
        RoleName: `${name}-role`,
        PolicyName: 'secrets',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' }],
        }),
      });
      await permitRotation(name);
      return arn;
    },
    describeUntil: async (secretId, isSo) => {
      for (const deadline = toDeadline(); systemClock.now() < deadline; ) {
        const described = await describe(secretId);
        if (isSo(described)) return described;
        await clock.settle();
      }
      throw new Error(`Still not so: ${JSON.stringify(await describe(secretId))}`);
    },
    takeEvents: async (last) => {
      const events: ServiceEventDetail[] = [];
      for (const deadline = toDeadline(); systemClock.now() < deadline; ) {
        await clock.settle();
        const { Messages = [] } = await call<{
          Messages?: { Body: string; ReceiptHandle: string }[];
        }>('sqs', 'ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
        const isComplete = last === undefined || events.some(({ eventName }) => eventName === last);
        if (Messages.length === 0 && isComplete) return events;
        for (const { Body, ReceiptHandle } of Messages) {
          events.push((JSON.parse(Body) as { detail: ServiceEventDetail }).detail);
          await call('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle });
        }
      }
      throw new Error(`Only these events came: ${events.map(({ eventName }) => eventName).join()}`);
    },
    close: async () => {
      for (const each of [client, ...others]) each.destroy();
      await running.close();
    },
  };
}

/** Where the service events of us-east-1 arrive. */
async function createInbox(
  call: <Output>(service: string, operation: string, input: object) => Promise<Output>,
): Promise<string> {
  const Arn = 'arn:aws:sqs:us-east-1:000000000000:inbox';
  const { QueueUrl } = await call<{ QueueUrl: string }>('sqs', 'CreateQueue', {
    QueueName: 'inbox',
    Attributes: {
      Policy: toServicePolicy({
        service: 'events.amazonaws.com',
        action: 'sqs:SendMessage',
        resource: Arn,
      }),
    },
  });
  await call('events', 'PutRule', {
    Name: 'service-events',
    EventPattern: JSON.stringify({ 'detail-type': ['AWS Service Event via CloudTrail'] }),
  });
  await call('events', 'PutTargets', { Rule: 'service-events', Targets: [{ Id: 'inbox', Arn }] });
  return QueueUrl;
}

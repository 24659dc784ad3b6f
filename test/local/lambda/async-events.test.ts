import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import type { LambdaResult } from '../../../local/lambda-runtime.ts';
import { createStore, type Store } from '../../../local/store.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createRole, describeFunction } from './functions.ts';

const MINUTE_MS = 60_000;
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:outcomes';
const THREW: LambdaResult = {
  kind: 'threw',
  payload: '{"errorType":"Error","errorMessage":"no","trace":[]}',
};
const RETURNED: LambdaResult = { kind: 'returned', payload: '"yes"' };

let clock: ManualClock;
let store: Store;
let cloud: RunningCloud;
let lambda: LambdaClient;
let results: LambdaResult[];
/** When the function ran, and for which request. */
let runs: { readonly at: number; readonly requestId: string }[];

async function start(): Promise<void> {
  cloud = await startCloud({
    clock,
    store,
    lambdaRuntime: {
      invoke: async ({ requestId }) => {
        runs.push({ at: clock.now(), requestId });
        return results.shift() ?? THREW;
      },
      stop: async () => {},
    },
  });
  lambda = new LambdaClient(cloud.clientConfig);
}

beforeEach(async () => {
  runs = [];
  results = [];
  clock = createManualClock(0);
  store = createStore();
  await start();
  const role = await createRole(cloud.clientConfig, [
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE_ARN },
  ]);
  const sqs = new SQSClient(cloud.clientConfig);
  await sqs.send(new CreateQueueCommand({ QueueName: 'outcomes' }));
  sqs.destroy();
  await lambda.send(
    new CreateFunctionCommand(
      describeFunction(role, '', { DeadLetterConfig: { TargetArn: QUEUE_ARN } }),
    ),
  );
});
afterEach(async () => {
  lambda.destroy();
  await cloud.close();
  store.close();
});

async function invoke(event: unknown = { n: 1 }): Promise<number | undefined> {
  const { StatusCode } = await lambda.send(
    new InvokeCommand({
      FunctionName: 'plan',
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
  await clock.settle();
  return StatusCode;
}

async function configure(more: object): Promise<void> {
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'plan', ...more }));
}

async function receive() {
  const sqs = new SQSClient(cloud.clientConfig);
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${cloud.url}/000000000000/outcomes`,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  sqs.destroy();
  return Messages ?? [];
}

describe('an event', () => {
  test('is acknowledged before it runs, and runs once where it succeeds', async () => {
    results = [RETURNED];
    expect(await invoke()).toBe(202);
    await clock.advance(10 * MINUTE_MS);
    expect(runs).toHaveLength(1);
    expect(clock.nextDue()).toBeUndefined();
  });

  test('is tried again after one and two minutes, then goes to the dead-letter queue', async () => {
    await invoke({ n: 7 });
    await clock.advance(60 * MINUTE_MS);
    expect(runs.map(({ at }) => at)).toEqual([0, MINUTE_MS, 3 * MINUTE_MS]);
    expect(new Set(runs.map(({ requestId }) => requestId)).size).toBe(1);
    const [message] = await receive();
    expect(message?.Body).toBe('{"n":7}');
    expect(message?.MessageAttributes).toMatchObject({
      RequestID: { StringValue: runs[0]?.requestId },
      ErrorCode: { StringValue: '200' },
      ErrorMessage: { StringValue: 'no' },
    });
  });

  test('is not tried again where the function says so', async () => {
    await configure({
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
    });
    await invoke();
    await clock.advance(60 * MINUTE_MS);
    expect(runs).toHaveLength(1);
    const bodies = (await receive()).map(({ Body }) => JSON.parse(Body ?? '') as unknown);
    expect(bodies).toContainEqual({
      version: '1.0',
      timestamp: '1970-01-01T00:00:00.000Z',
      requestContext: {
        requestId: runs[0]?.requestId,
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:plan:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 1 },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: 'Unhandled',
      },
      responsePayload: { errorType: 'Error', errorMessage: 'no', trace: [] },
    });
  });

  test('that succeeds goes to the destination for success', async () => {
    results = [RETURNED];
    await configure({ DestinationConfig: { OnSuccess: { Destination: QUEUE_ARN } } });
    await invoke();
    const [message] = await receive();
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'Success' },
      responsePayload: 'yes',
    });
  });

  test('that is throttled waits until there is room, and no longer than its age allows', async () => {
    const reserve = new PutFunctionConcurrencyCommand({
      FunctionName: 'plan',
      ReservedConcurrentExecutions: 0,
    });
    await lambda.send(reserve);
    await configure({ MaximumEventAgeInSeconds: 600 });
    await invoke();
    await clock.advance(20 * MINUTE_MS);
    expect(runs).toEqual([]);
    const [message] = await receive();
    expect(message?.Body).toBe('{"n":1}');
    const cloudwatch = new CloudWatchClient(cloud.clientConfig);
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/Lambda',
        MetricName: 'Throttles',
        Dimensions: [{ Name: 'FunctionName', Value: 'plan' }],
        StartTime: new Date(0),
        EndTime: new Date(20 * MINUTE_MS),
        Period: 1200,
        Statistics: ['Sum'],
      }),
    );
    cloudwatch.destroy();
    expect(Datapoints?.[0]?.Sum).toBeGreaterThan(2);
  });

  test('waits over a restart of the endpoint', async () => {
    await invoke();
    expect(runs).toHaveLength(1);
    lambda.destroy();
    await cloud.close();
    results = [RETURNED];
    await start();
    await clock.advance(MINUTE_MS);
    expect(runs).toHaveLength(2);
    expect(runs[0]?.requestId).toBe(runs[1]?.requestId);
  });
});

test.each([
  [{ MaximumRetryAttempts: 3 }, 'maximumRetryAttempts'],
  [{ MaximumEventAgeInSeconds: 10 }, 'maximumEventAgeInSeconds'],
  [{ DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::b' } } }, 'is invalid'],
])('settings for events are refused with %j', async (more, message) => {
  await expect(configure(more)).rejects.toThrow(message);
});

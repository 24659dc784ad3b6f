import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeMetricFiltersCommand,
  DescribeResourcePoliciesCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutResourcePolicyCommand,
  PutRetentionPolicyCommand,
  PutSubscriptionFilterCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

const START = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;
const logGroupName = '/aws/lambda/plan';
const logStreamName = '2026/11/21/[$LATEST]0a';

let clock: ManualClock;
let cloud: RunningCloud;
let logs: CloudWatchLogsClient;

beforeEach(async () => {
  clock = createManualClock(START);
  cloud = await startCloud({ clock, limits: { keptItemsMax: 100 } });
  logs = new CloudWatchLogsClient(cloud.clientConfig);
});
afterEach(async () => {
  logs.destroy();
  await cloud.close();
});

async function createStream(name = logStreamName): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName })).catch(() => undefined);
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: name }));
}

async function put(messages: readonly string[], stream = logStreamName, timestamp = clock.now()) {
  const logEvents = messages.map((message) => ({ timestamp, message }));
  return await logs.send(
    new PutLogEventsCommand({ logGroupName, logStreamName: stream, logEvents }),
  );
}

async function filter(filterPattern?: string): Promise<(string | undefined)[]> {
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
  return (events ?? []).map(({ message }) => message);
}

describe('groups and streams', () => {
  test('are described as they were made, and are gone once deleted', async () => {
    await createStream();
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }),
    );
    expect(logGroups).toEqual([
      expect.objectContaining({
        logGroupName,
        creationTime: START,
        arn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*`,
      }),
    ]);
    await logs.send(new DeleteLogStreamCommand({ logGroupName, logStreamName }));
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(logs.send(new DescribeLogStreamsCommand({ logGroupName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });

  test('cannot be made twice, nor a stream without its group', async () => {
    await createStream();
    await expect(createStream()).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log stream already exists',
    });
    await expect(
      logs.send(new CreateLogStreamCommand({ logGroupName: 'other', logStreamName })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('come in the order of their last events', async () => {
    await createStream('a');
    await createStream('b');
    await put(['x'], 'b', START);
    await put(['x'], 'a', START + 1);
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams?.map((stream) => stream.logStreamName)).toEqual(['a', 'b']);
  });

  test('carry tags', async () => {
    await createStream();
    const resourceArn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;
    await logs.send(new TagResourceCommand({ resourceArn, tags: { stage: 'dev', owner: 'me' } }));
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['owner'] }));
    const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ stage: 'dev' });
  });
});

describe('events', () => {
  test('are read in the order of time, page by page, forwards and backwards', async () => {
    await createStream();
    await put(['three'], logStreamName, START + 2);
    await put(['one', 'two'], logStreamName, START + 1);
    const read = async (nextToken?: string, startFromHead = true) =>
      await logs.send(
        new GetLogEventsCommand({
          logGroupName,
          logStreamName,
          limit: 2,
          startFromHead,
          nextToken,
        }),
      );
    const first = await read();
    expect(first.events?.map(({ message }) => message)).toEqual(['one', 'two']);
    const second = await read(first.nextForwardToken);
    expect(second.events?.map(({ message }) => message)).toEqual(['three']);
    const third = await read(second.nextForwardToken);
    expect(third.events).toEqual([]);
    expect(third.nextForwardToken).toBe(second.nextForwardToken);
    const back = await read(second.nextBackwardToken);
    expect(back.events?.map(({ message }) => message)).toEqual(['one', 'two']);
    expect((await read(undefined, false)).events?.map(({ message }) => message)).toEqual([
      'two',
      'three',
    ]);
  });

  test('that are too old or too new are told apart from those that were taken', async () => {
    await createStream();
    const { rejectedLogEventsInfo } = await logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: [{ timestamp: START + 3 * 3_600_000, message: 'tomorrow' }],
      }),
    );
    expect(rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 0 });
    expect(await filter()).toEqual([]);
  });

  test('must come in the order of time', async () => {
    await createStream();
    const logEvents = [
      { timestamp: START + 1, message: 'b' },
      { timestamp: START, message: 'a' },
    ];
    await expect(
      logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Log events in a single PutLogEvents request must be in chronological order.',
    });
  });

  test('leave by retention as the clock goes on', async () => {
    await createStream();
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
    await put(['old']);
    await clock.advance(DAY_MS / 2);
    await put(['new']);
    expect(await filter()).toEqual(['old', 'new']);
    await clock.advance(DAY_MS / 2 + 1);
    expect(await filter()).toEqual(['new']);
    await expect(
      logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 2 })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('are bounded: the oldest go first', async () => {
    await createStream();
    for (let batch = 0; batch < 11; batch += 1) {
      await put(Array.from({ length: 10 }, (_, index) => `${String(batch)}-${String(index)}`));
      await clock.advance(1);
    }
    const kept = await filter();
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept).toContain('10-9');
    expect(kept).not.toContain('0-0');
  });
});

describe('filter patterns', () => {
  const json = { level: 'ERROR', status: 503, nested: { step: 'SetSecret' } };
  test.each([
    ['ERROR', 1],
    ['"level" "INFO"', 0],
    ['"503" ERROR', 1],
    ['?absent ?ERROR', 1],
    ['-ERROR', 1],
    ['{ $.level = "ERROR" }', 1],
    ['{ $.level = ERR* && $.status >= 500 }', 1],
    ['{ $.level = "INFO" || ($.nested.step = "SetSecret" && $.status != 200) }', 1],
    ['{ $.status < 500 }', 0],
    ['{ $.absent NOT EXISTS }', 1],
  ])('%s finds %i of two', async (pattern, count) => {
    await createStream();
    await put([JSON.stringify(json), 'plain text']);
    expect(await filter(pattern)).toHaveLength(count);
  });

  test.each(['{ $.a = }', '{ nothing', '[a, b]', '{ $.level ~ 1 }'])(
    'refuses %s',
    async (pattern) => {
      await createStream();
      await expect(filter(pattern)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    },
  );
});

test('metric filters are kept and described', async () => {
  await createStream();
  const filterName = 'failures';
  await logs.send(
    new PutMetricFilterCommand({
      logGroupName,
      filterName,
      filterPattern: 'ERROR',
      metricTransformations: [{ metricName: 'Failed', metricNamespace: 'Own', metricValue: '1' }],
    }),
  );
  const { metricFilters } = await logs.send(new DescribeMetricFiltersCommand({ logGroupName }));
  expect(metricFilters).toEqual([
    expect.objectContaining({ filterName, filterPattern: 'ERROR', creationTime: START }),
  ]);
});

test('resource policies are kept and bounded', async () => {
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  for (let count = 0; count < 10; count += 1) {
    await logs.send(
      new PutResourcePolicyCommand({ policyName: `p${String(count)}`, policyDocument }),
    );
  }
  await expect(
    logs.send(new PutResourcePolicyCommand({ policyName: 'more', policyDocument })),
  ).rejects.toMatchObject({ name: 'LimitExceededException', message: 'Resource limit exceeded.' });
  const { resourcePolicies } = await logs.send(new DescribeResourcePoliciesCommand({}));
  expect(resourcePolicies).toHaveLength(10);
});

test('what is not here is refused by its name', async () => {
  await createStream();
  await expect(
    logs.send(
      new PutSubscriptionFilterCommand({
        logGroupName,
        filterName: 'all',
        filterPattern: '',
        destinationArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      }),
    ),
  ).rejects.toThrow(/PutSubscriptionFilter/);
});

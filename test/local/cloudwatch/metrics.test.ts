import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

const START = Date.UTC(2026, 10, 21, 12);
const MINUTE_MS = 60_000;

let clock: ManualClock;
let cloud: RunningCloud;
let cloudwatch: CloudWatchClient;

beforeEach(async () => {
  clock = createManualClock(START);
  cloud = await startCloud({ clock });
  cloudwatch = new CloudWatchClient(cloud.clientConfig);
});
afterEach(async () => {
  cloudwatch.destroy();
  await cloud.close();
});

async function put(...MetricData: MetricDatum[]): Promise<void> {
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Own', MetricData }));
}

async function query(queries: readonly object[], minutes = 10) {
  const { MetricDataResults } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(START),
      EndTime: new Date(START + minutes * MINUTE_MS),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: queries as [],
    }),
  );
  return (MetricDataResults ?? []).map(({ Id, Values }) => [Id, Values]);
}

function metric(Id: string, MetricName: string, Stat = 'Sum', Period = 60) {
  return { Id, MetricStat: { Metric: { Namespace: 'Own', MetricName }, Period, Stat } };
}

describe('datapoints', () => {
  test('give the statistics of their periods', async () => {
    const Dimensions = [{ Name: 'Function', Value: 'plan' }];
    for (const Value of [1, 2, 9]) {
      await put({ MetricName: 'Duration', Dimensions, Value, Unit: 'Milliseconds' });
    }
    await clock.advance(MINUTE_MS);
    await put({ MetricName: 'Duration', Dimensions, Value: 4, Unit: 'Milliseconds' });
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Own',
        MetricName: 'Duration',
        Dimensions,
        StartTime: new Date(START),
        EndTime: new Date(START + 5 * MINUTE_MS),
        Period: 60,
        Statistics: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'],
        ExtendedStatistics: ['p50'],
      }),
    );
    expect(Datapoints?.[0]).toEqual({
      Timestamp: new Date(START),
      Unit: 'Milliseconds',
      ...{ Sum: 12, Average: 4, Minimum: 1, Maximum: 9, SampleCount: 3 },
      ExtendedStatistics: { p50: 2 },
    });
    expect(Datapoints?.[1]).toMatchObject({ Sum: 4 });
  });

  test('of other dimensions are another metric', async () => {
    await put({ MetricName: 'Count', Value: 1 });
    await put({ MetricName: 'Count', Value: 1, Dimensions: [{ Name: 'a', Value: 'x' }] });
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Own' }));
    expect(Metrics).toHaveLength(2);
    const found = await cloudwatch.send(
      new ListMetricsCommand({ MetricName: 'Count', Dimensions: [{ Name: 'a' }] }),
    );
    expect(found.Metrics).toEqual([
      { Namespace: 'Own', MetricName: 'Count', Dimensions: [{ Name: 'a', Value: 'x' }] },
    ]);
  });

  test('may come as values with counts, or as a summary', async () => {
    await put({ MetricName: 'Count', Values: [1, 5], Counts: [2, 1] });
    await put({
      MetricName: 'Count',
      StatisticValues: { Sum: 10, SampleCount: 2, Minimum: 3, Maximum: 7 },
    });
    expect(await query([metric('m', 'Count'), metric('n', 'Count', 'Maximum')])).toEqual([
      ['m', [17]],
      ['n', [7]],
    ]);
  });

  test.each([
    [
      { MetricName: 'm', Value: 1, Timestamp: new Date(START + 3 * 3_600_000) },
      /two hours in the future/,
    ],
    [
      { MetricName: 'm', Value: 1, Timestamp: new Date(START - 15 * 86_400_000) },
      /two weeks in the past/,
    ],
    [{ MetricName: 'm' }, /must be specified/],
  ])('are refused as %j', async (datum, message) => {
    await expect(put(datum)).rejects.toThrow(message);
  });

  test('of namespaces that begin with AWS/ come from AWS alone', async () => {
    await expect(
      cloudwatch.send(
        new PutMetricDataCommand({
          Namespace: 'AWS/Lambda',
          MetricData: [{ MetricName: 'Errors', Value: 1 }],
        }),
      ),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'The value AWS/ for parameter Namespace is invalid.',
    });
  });
});

describe('metric math', () => {
  beforeEach(async () => {
    await put({ MetricName: 'Errors', Value: 1 }, { MetricName: 'Runs', Value: 4 });
    await clock.advance(MINUTE_MS);
    await put({ MetricName: 'Runs', Value: 5 });
  });

  test.each([
    ['errors / runs * 100', [25]],
    ['FILL(errors, 0) + runs', [5, 5]],
    ['(runs - 1) * -1', [-3, -4]],
    ['SUM(METRICS())', [5, 5]],
  ])('%s gives %j', async (Expression, values) => {
    const hidden = [metric('errors', 'Errors'), metric('runs', 'Runs')];
    const queries = [
      ...hidden.map((entry) => ({ ...entry, ReturnData: false })),
      { Id: 'e', Expression },
    ];
    expect(await query(queries, 2)).toEqual([['e', values]]);
  });

  test.each(['errors +', 'SEARCH(errors)', 'other', '(((errors'])(
    'refuses %s',
    async (Expression) => {
      await expect(query([metric('errors', 'Errors'), { Id: 'e', Expression }])).rejects.toThrow();
    },
  );
});

describe('log events', () => {
  async function log(message: string): Promise<void> {
    const logs = new CloudWatchLogsClient(cloud.clientConfig);
    const group = { logGroupName: 'g' };
    await logs.send(new CreateLogGroupCommand(group));
    await logs.send(new CreateLogStreamCommand({ ...group, logStreamName: 's' }));
    await logs.send(
      new PutMetricFilterCommand({
        ...group,
        filterName: 'f',
        filterPattern: '{ $.level = "ERROR" }',
        metricTransformations: [
          { metricNamespace: 'Own', metricName: 'FailedMs', metricValue: '$.ms' },
        ],
      }),
    );
    await logs.send(
      new PutLogEventsCommand({
        ...group,
        logStreamName: 's',
        logEvents: [{ timestamp: START, message }],
      }),
    );
    logs.destroy();
  }

  test('carry metrics in embedded metric format', async () => {
    await log(
      JSON.stringify({
        _aws: {
          Timestamp: START,
          CloudWatchMetrics: [
            {
              Namespace: 'Own',
              Dimensions: [['service']],
              Metrics: [{ Name: 'RotationSucceeded', Unit: 'Count' }],
            },
          ],
        },
        service: 'rekey',
        RotationSucceeded: [1, 2],
      }),
    );
    const { Metrics } = await cloudwatch.send(
      new ListMetricsCommand({ MetricName: 'RotationSucceeded' }),
    );
    const Dimensions = [{ Name: 'service', Value: 'rekey' }];
    expect(Metrics).toEqual([{ Namespace: 'Own', MetricName: 'RotationSucceeded', Dimensions }]);
    const { MetricStat } = metric('m', 'RotationSucceeded');
    const query1 = {
      Id: 'm',
      MetricStat: { ...MetricStat, Metric: { ...MetricStat.Metric, Dimensions } },
    };
    expect(await query([query1])).toEqual([['m', [3]]]);
  });

  test('give the metrics of their filters', async () => {
    await log('{"level":"ERROR","ms":42}');
    expect(await query([metric('m', 'FailedMs')])).toEqual([['m', [42]]]);
  });
});

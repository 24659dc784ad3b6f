// Reading the evidence from a log group of the endpoint: pages, ranges, one secret of many, and what cannot be read.
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../local/clock.ts';
import { loadRuns } from '../../../src/aws/evidence.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { SECRET_ARN, toRotatedLine, toStatusLine } from '../../support/evidence-lines.ts';

const logGroup = '/aws/events/rekey-dev-evidence';
const clock = createSystemClock();
const never = new AbortController().signal;
const NOW = clock.now();
const HOUR = 3_600_000;
const RUNS = 5100; // two events each: more than the 10,000 of one page
const OTHER_ARN = SECRET_ARN.replace('api-key-', 'api-key-2-');

let running: RunningCloud;
let config: Parameters<typeof loadRuns>[0];

beforeAll(async () => {
  running = await startCloud();
  config = { ...running.clientConfig, requestHandler: {} } as never;
  const logs = new CloudWatchLogsClient(running.clientConfig);
  const logStreamName = 'one';
  await logs.send(new CreateLogGroupCommand({ logGroupName: logGroup }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: logGroup, logStreamName }));
  const lines = Array.from({ length: RUNS }, (_, index) => {
    const run = `run-${String(index).padStart(5, '0')}`;
    const startedAt = NOW - HOUR + index;
    const output = { decision: 'rotated', secretArn: index % 2 === 0 ? SECRET_ARN : OTHER_ARN };
    const input = { secretId: index % 2 === 0 ? 'prod/acme/api-key' : OTHER_ARN };
    return [
      { timestamp: startedAt, message: toStatusLine({ run, status: 'RUNNING', startedAt, input }) },
      {
        timestamp: startedAt + HOUR / 2,
        message: toStatusLine({
          run,
          status: 'SUCCEEDED',
          startedAt,
          endedAt: startedAt + HOUR / 2,
          input,
          output,
        }),
      },
    ];
  }).flat();
  lines.push(
    { timestamp: NOW, message: 'not json' },
    { timestamp: NOW, message: '{"source":"aws.ec2","detail-type":"x"}' },
    { timestamp: NOW, message: toRotatedLine('run-00000', NOW) },
  );
  lines.sort((a, b) => a.timestamp - b.timestamp);
  for (let at = 0; at < lines.length; at += 1000) {
    const logEvents = lines.slice(at, at + 1000);
    await logs.send(new PutLogEventsCommand({ logGroupName: logGroup, logStreamName, logEvents }));
  }
  logs.destroy();
});

afterAll(async () => {
  await running.close();
});

test('all pages are read, counted as they come, and folded into runs in the order of their starts', async () => {
  const pages: unknown[] = [];
  const runs = await loadRuns(config, clock, { logGroup, since: NOW - 2 * HOUR }, never, (read) => {
    pages.push(read);
  });
  expect(runs).toHaveLength(RUNS);
  expect(runs.every(({ result }) => result === 'rotated')).toBe(true);
  expect(runs.map(({ startedAt }) => startedAt)).toEqual(
    runs.map((_, index) => NOW - HOUR + index),
  );
  expect(pages).toEqual([
    expect.objectContaining({ events: 10_000 }),
    { events: 2 * RUNS + 3, foreign: 1, broken: 1 },
  ]);
});

test('of one secret only its runs come, by ARN and by name, not those of a secret whose name begins alike', async () => {
  let events = 0;
  const query = { logGroup, since: 0, secretArn: SECRET_ARN };
  const runs = await loadRuns(config, clock, query, never, (read) => {
    events = read.events;
  });
  expect(runs).toHaveLength(RUNS / 2);
  expect(new Set(runs.map(({ secretId }) => secretId))).toEqual(new Set([SECRET_ARN]));
  expect(events).toBeGreaterThanOrEqual(RUNS);
  const others = await loadRuns(config, clock, { ...query, secretArn: OTHER_ARN }, never);
  expect(others).toHaveLength(RUNS / 2);
});

test('CloudWatch Logs leaves out already what is of other secrets', async () => {
  const read: number[] = [];
  const strangers = SECRET_ARN.replace('acme', 'umbrella');
  const query = { logGroup, since: 0, secretArn: strangers };
  const runs = await loadRuns(config, clock, query, never, ({ events }) => read.push(events));
  expect({ runs, read }).toEqual({ runs: [], read: [0] });
});

test('the range cuts runs: what ended before is not told, what began before is told from its end', async () => {
  const half = { logGroup, since: NOW - HOUR / 2, until: NOW - HOUR / 2 + 9 };
  const runs = await loadRuns(config, clock, half, never);
  expect(runs).toHaveLength(10);
  expect(runs[0]).toMatchObject({ startedAt: NOW - HOUR, result: 'rotated' });
  expect(runs[0]).not.toHaveProperty('isCut');
});

test('a log group that is not there is told by its name', async () => {
  await expect(
    loadRuns(config, clock, { logGroup: '/aws/events/none', since: 0 }, never),
  ).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('/aws/events/none'),
  });
});

test('it stops when it is told to', async () => {
  const stopped = AbortSignal.abort(new Error('Interrupted.'));
  await expect(loadRuns(config, clock, { logGroup, since: 0 }, stopped)).rejects.toThrow();
});

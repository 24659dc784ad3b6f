// The streams of a group by name, or by their last event.
import type {
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import { type Logs, parseGroup, permitOnGroup, toGroupArn } from '../logs.ts';
import { toPage } from '../page.ts';
import type { LogStream } from '../store.ts';

const ITEMS_MAX = 50;

export function describeLogStreams(
  service: Logs,
): Action<DescribeLogStreamsRequest, DescribeLogStreamsResponse> {
  const { logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:DescribeLogStreams'),
    run: (input, context) => {
      const name = parseGroup(input, context);
      logs.loadGroup(name);
      const byTime = input.orderBy === 'LastEventTime';
      if (byTime && input.logStreamNamePrefix !== undefined) {
        throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
      }
      const streams = [...logs.listStreams(name, input.logStreamNamePrefix)];
      if (byTime) streams.sort((a, b) => (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0));
      if (input.descending === true) streams.reverse();
      const { items, nextToken } = toPage(streams, input, ITEMS_MAX);
      const groupArn = toGroupArn(context, name);
      return { logStreams: items.map((stream) => describe(stream, groupArn)), ...nextToken };
    },
  };
}

function describe(stream: LogStream, groupArn: string) {
  const { firstEventAt, lastEventAt, lastIngestedAt } = stream;
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(firstEventAt === undefined ? {} : { firstEventTimestamp: firstEventAt }),
    ...(lastEventAt === undefined ? {} : { lastEventTimestamp: lastEventAt }),
    ...(lastIngestedAt === undefined ? {} : { lastIngestionTime: lastIngestedAt }),
    uploadSequenceToken: String(stream.batches + 1),
    arn: `${groupArn}:log-stream:${stream.name}`,
    storedBytes: 0, // AWS answers 0 for every stream since 2019
  };
}

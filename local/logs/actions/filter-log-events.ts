// Reads a whole group, or some of its streams, by time and pattern.
import type {
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { filterPattern } from '../constraints.ts';
import { invalidParameter } from '../errors.ts';
import { readEvents } from '../events.ts';
import { parseFilterPattern } from '../filter-pattern.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

const EVENTS_MAX = 10_000;

export function filterLogEvents(
  service: Logs,
): Action<FilterLogEventsRequest, FilterLogEventsResponse> {
  const { environment, logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:FilterLogEvents'),
    run: (input, context) => {
      checkConstraints({ filterPattern, limit: { range: [1, EVENTS_MAX] } }, input);
      const { logStreamNames: names, logStreamNamePrefix: prefix, limit = EVENTS_MAX } = input;
      if (names !== undefined && prefix !== undefined) {
        throw invalidParameter(
          'You cannot specify both logStreamNames and logStreamNamePrefix in the same request.',
        );
      }
      const matches = parseFilterPattern(input.filterPattern);
      const name = parseGroup(input, context);
      for (const stream of names ?? []) logs.loadStream(name, stream);
      const { startTime, endTime, nextToken = '' } = input;
      const found = readEvents(logs, name, environment.clock.now(), {
        startTime,
        endTime,
        isWanted: (stream) =>
          names === undefined ? stream.startsWith(prefix ?? '') : names.includes(stream),
      }).filter(({ id, message }) => id > nextToken && matches(message));
      const events = found.slice(0, limit);
      const last = events.at(-1)?.id;
      return {
        events: events.map(({ stream, timestamp, message, ingestedAt, id }) => ({
          logStreamName: stream,
          timestamp,
          message,
          ingestionTime: ingestedAt,
          eventId: id,
        })),
        searchedLogStreams: [],
        ...(found.length > limit && last !== undefined ? { nextToken: last } : {}),
      };
    },
  };
}

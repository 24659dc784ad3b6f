// Reads one stream forwards or backwards; tokens stay the same where nothing is left in their direction.
import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import { type ReadEvent, readEvents } from '../events.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

const EVENTS_MAX = 10_000;

export function getLogEvents(service: Logs): Action<GetLogEventsRequest, GetLogEventsResponse> {
  const { environment, logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:GetLogEvents'),
    run: (input, context) => {
      checkConstraints({ limit: { range: [1, EVENTS_MAX] } }, input);
      const name = parseGroup(input, context);
      const { name: stream } = logs.loadStream(name, input.logStreamName ?? '');
      const { startTime, endTime, limit = EVENTS_MAX } = input;
      const all = readEvents(logs, name, environment.clock.now(), {
        stream,
        startTime,
        endTime: endTime === undefined ? undefined : endTime - 1,
      });
      const page = takePage(all, input.nextToken, limit, input.startFromHead === true);
      return {
        events: page.events.map(({ timestamp, message, ingestedAt }) => ({
          timestamp,
          message,
          ingestionTime: ingestedAt,
        })),
        nextForwardToken: `f/${page.last}/s`,
        nextBackwardToken: `b/${page.first}/s`,
      };
    },
  };
}

/** A token is a direction and the event beyond which the next page lies. */
function takePage(
  all: readonly ReadEvent[],
  token: string | undefined,
  limit: number,
  fromHead: boolean,
) {
  const parts = token === undefined ? undefined : /^([fb])\/(\d{56})\/s$/.exec(token);
  if (parts === null) throw invalidParameter('The specified nextToken is invalid.');
  const [, direction, id = ''] = parts ?? [];
  const forwards = direction === undefined ? fromHead : direction === 'f';
  const rest = all.filter((event) => {
    if (direction === undefined) return true;
    return forwards ? event.id > id : event.id < id;
  });
  const events = forwards ? rest.slice(0, limit) : rest.slice(-limit);
  const fallback = direction === undefined ? '0'.repeat(56) : id;
  return { events, first: events[0]?.id ?? fallback, last: events.at(-1)?.id ?? fallback };
}

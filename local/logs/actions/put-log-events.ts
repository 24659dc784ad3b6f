// Writes events to a stream, and to CloudWatch what they say in embedded metric format or by a metric filter.
import type { PutLogEventsRequest, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { logGroupName, logStreamName } from '../constraints.ts';
import { invalidParameter } from '../errors.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';
import { putMetrics } from '../put-metrics.ts';
import { writeEvents } from '../write-events.ts';

const BATCH_BYTES_MAX = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;
const SPAN_MS_MAX = 86_400_000;

export function putLogEvents(service: Logs): Action<PutLogEventsRequest, PutLogEventsResponse> {
  const { environment, logs } = service;
  const { clock, limits, store } = environment;
  return {
    permissions: permitOnGroup(service, 'logs:PutLogEvents'),
    run: (input, context) => {
      checkConstraints({ logGroupName, logStreamName, logEvents: { length: [1, 10_000] } }, input);
      const name = parseGroup(input, context);
      const stream = logs.loadStream(name, input.logStreamName ?? '');
      const events = input.logEvents ?? [];
      checkEvents(events);
      const { accepted, rejected } = store.transaction(() =>
        writeEvents(logs, name, stream, events, {
          now: clock.now(),
          keptItemsMax: limits.keptItemsMax,
        }),
      );
      putMetrics(environment, context.region, logs.loadGroup(name), accepted);
      return {
        nextSequenceToken: String(stream.batches + 2),
        ...(rejected === undefined ? {} : { rejectedLogEventsInfo: rejected }),
      };
    },
  };
}

function checkEvents(events: NonNullable<PutLogEventsRequest['logEvents']>): void {
  let bytes = 0;
  let last = 0;
  for (const { timestamp = 0, message = '' } of events) {
    if (message === '') {
      throw invalidParameter(
        "1 validation error detected: Value '' at 'logEvents.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
    }
    if (timestamp < last) {
      throw invalidParameter(
        'Log events in a single PutLogEvents request must be in chronological order.',
      );
    }
    last = timestamp;
    bytes += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
  }
  if (bytes > BATCH_BYTES_MAX) {
    throw invalidParameter(
      `Upload too large: ${String(bytes)} bytes exceeds limit of ${String(BATCH_BYTES_MAX)}`,
    );
  }
  if (last - (events[0]?.timestamp ?? 0) > SPAN_MS_MAX) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

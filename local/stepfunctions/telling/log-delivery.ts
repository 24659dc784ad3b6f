// Execution events in a log group, by level (Step Functions guide, "Using CloudWatch Logs to log execution history").
import { findArn } from '../../arn.ts';
import { createUuid } from '../../random.ts';
import type { Environment } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import type { EventDetails, HistoryEvent } from '../asl/history-event.ts';
import { bytesOf } from '../asl/json.ts';
import type { ExecutionFacts } from '../asl/visit.ts';
import { toVisibleDetails } from '../executions/history-view.ts';
import type { LoggingConfiguration } from '../store.ts';
import { type LogMessage, toLogBatches } from './log-batches.ts';

export interface LogDelivery {
  deliver(
    facts: ExecutionFacts,
    logging: LoggingConfiguration,
    told: { readonly events: readonly HistoryEvent[]; readonly redriveCount: number },
  ): void;
  stop(): Promise<void>;
}

const FATAL = new Set(['ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);
const ERROR = /(Failed|TimedOut|Aborted)$|^FailStateEntered$/;

export function createLogDelivery(environment: Environment): LogDelivery {
  const { accountId, call, clock, log, random } = environment;
  /** Streams by log group and machine, made anew by each endpoint that runs. */
  const streams = new Map<string, Promise<string>>();
  let delivering: Promise<void> = Promise.resolve();

  const callLogs = async (region: string, operation: string, input: object): Promise<void> => {
    await call({
      service: 'logs',
      operation,
      region,
      principal: { kind: 'service', service: 'delivery.logs.amazonaws.com', accountId },
      input,
    });
  };

  const findStream = (facts: ExecutionFacts, logGroupName: string): Promise<string> => {
    const key = toStreamKey(facts, logGroupName);
    const known = streams.get(key);
    if (known !== undefined) return known;
    const minute = new Date(clock.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-');
    const logStreamName = `states/${facts.machineName}/${minute}/${createUuid(random).slice(0, 8)}`;
    const made = callLogs(facts.region, 'CreateLogStream', { logGroupName, logStreamName }).then(
      () => logStreamName,
    );
    streams.set(key, made);
    made.catch(() => streams.delete(key));
    return made;
  };

  const put = async (
    facts: ExecutionFacts,
    logGroupName: string,
    messages: readonly LogMessage[],
  ): Promise<void> => {
    const logStreamName = await findStream(facts, logGroupName);
    for (const logEvents of toLogBatches(messages)) {
      await callLogs(facts.region, 'PutLogEvents', { logGroupName, logStreamName, logEvents });
    }
  };

  const deliverOne = async (
    facts: ExecutionFacts,
    logGroupName: string,
    messages: readonly LogMessage[],
  ): Promise<void> => {
    try {
      await put(facts, logGroupName, messages).catch(async (error: unknown) => {
        if (!isServiceError(error) || error.code !== 'ResourceNotFoundException') throw error;
        // The group was deleted and made anew: so is the stream.
        streams.delete(toStreamKey(facts, logGroupName));
        await put(facts, logGroupName, messages);
      });
    } catch (error) {
      log({
        level: 'warn',
        message: 'Execution events could not be logged',
        call: 'logs:PutLogEvents',
        resource: facts.executionArn,
        result: isServiceError(error) ? error.code : 'InternalFailure',
      });
    }
  };

  return {
    deliver: (facts, logging, { events, redriveCount }) => {
      const logGroupName = findLogGroup(logging);
      const told = logGroupName === undefined ? [] : events.filter(isLogged(logging.level));
      if (logGroupName === undefined || told.length === 0) return;
      const messages = told.map((event) => ({
        timestamp: event.timestamp,
        message: toMessage(facts, event, {
          includesData: logging.includeExecutionData === true,
          redriveCount,
        }),
      }));
      delivering = delivering.then(() => deliverOne(facts, logGroupName, messages));
    },
    stop: () => delivering,
  };
}

function toStreamKey({ machineArn }: ExecutionFacts, logGroupName: string): string {
  return `${logGroupName} ${machineArn}`;
}

/** The group's name in the first destination's ARN, which ends in `:*`. */
export function findLogGroup({ destinations }: LoggingConfiguration): string | undefined {
  const arn = destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  const resource = arn === undefined ? undefined : findArn(arn)?.resource;
  return resource?.replace(/^log-group:/, '').replace(/:\*$/, '');
}

function isLogged(level: string | undefined): (event: HistoryEvent) => boolean {
  return ({ type }) => {
    if (level === 'ALL') return true;
    if (level === 'ERROR') return ERROR.test(type);
    return level === 'FATAL' && FATAL.has(type);
  };
}

/** The members and their order are AWS's; numbers are texts. */
function toMessage(
  facts: ExecutionFacts,
  event: HistoryEvent,
  how: { readonly includesData: boolean; readonly redriveCount: number },
): string {
  return JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: truncate(toVisibleDetails(event.details ?? {}, how.includesData)),
    redrive_count: String(how.redriveCount),
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp),
    execution_arn: facts.executionArn,
  });
}

/** The guide, "CloudWatch Logs payloads": of an input or an output, as it stands in the message. */
const PAYLOAD_BYTES_MAX = 248 * 1024;

function truncate(details: EventDetails): EventDetails {
  const long = ['input', 'output'].filter(
    (name) => escapedBytesOf(details[name]) > PAYLOAD_BYTES_MAX,
  );
  if (long.length === 0) return details;
  const cut = long.flatMap((name) => [
    [name, toStart(String(details[name]))],
    [`${name}Details`, { truncated: true }],
  ]);
  return { ...details, ...(Object.fromEntries(cut) as EventDetails) };
}

function escapedBytesOf(text: unknown): number {
  return typeof text === 'string' ? bytesOf(JSON.stringify(text)) - 2 : 0;
}

/** As much as fits, looked for by halves. */
function toStart(text: string): string {
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (escapedBytesOf(text.slice(0, middle)) <= PAYLOAD_BYTES_MAX) fits = middle;
    else tooLong = middle;
  }
  return text.slice(0, fits);
}

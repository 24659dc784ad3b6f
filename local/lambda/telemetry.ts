// What an invocation leaves behind: its lines in CloudWatch Logs, written with the function's own rights (a role
// without logs:* has no log, as on AWS), and the counts of AWS/Lambda. Nobody waits for either.
import type { Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import type { Session } from './sessions.ts';

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface Metric {
  readonly MetricName: 'Invocations' | 'Errors' | 'Throttles' | 'Duration' | AsyncMetric;
  readonly Value: number;
  readonly Unit: 'Count' | 'Milliseconds';
}

export type AsyncMetric =
  | 'AsyncEventsReceived'
  | 'AsyncEventAge'
  | 'AsyncEventsDropped'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures';

export interface Telemetry {
  writeLog(session: Session, events: readonly LogEvent[]): void;
  count(region: string, functionName: string, metrics: readonly Metric[]): void;
  /** Resolves once everything that was begun is written. */
  drain(): Promise<void>;
}

export function createTelemetry(environment: Environment): Telemetry {
  const writing = new Set<Promise<void>>();
  const streams = new Set<string>();
  const denied = new Set<string>();

  const start = (work: Promise<void>): void => {
    writing.add(work);
    void work.finally(() => writing.delete(work));
  };

  const putEvents = async (session: Session, events: readonly LogEvent[]): Promise<void> => {
    const { logGroup: logGroupName, logStream: logStreamName, principal, region } = session;
    const call = async (operation: string, input: unknown): Promise<unknown> =>
      await environment.call({ service: 'logs', operation, input, principal, region });
    const stream = `${region}/${logGroupName}:${logStreamName}`;
    const put = async (): Promise<void> => {
      if (!streams.has(stream)) await createStream(call, logGroupName, logStreamName);
      streams.add(stream);
      await call('PutLogEvents', { logGroupName, logStreamName, logEvents: events });
    };
    try {
      await put().catch(async (error: unknown) => {
        // Somebody deleted the group or the stream since: AWS makes them again.
        if (!isServiceError(error) || error.code !== 'ResourceNotFoundException') throw error;
        streams.delete(stream);
        await put();
      });
    } catch (error) {
      if (denied.has(logGroupName)) return;
      denied.add(logGroupName);
      environment.log({
        level: 'warn',
        message: "A function's log could not be written with the rights of its role",
        call: 'logs:PutLogEvents',
        resource: logGroupName,
        result: isServiceError(error) ? error.code : 'InternalFailure',
      });
    }
  };

  return {
    writeLog: (session, events) => start(putEvents(session, events)),
    count: (region, functionName, metrics) => {
      const Timestamp = new Date(environment.clock.now());
      const Dimensions = [{ Name: 'FunctionName', Value: functionName }];
      const MetricData = metrics.map((metric) => ({ ...metric, Timestamp, Dimensions }));
      start(putMetrics(environment, region, MetricData));
    },
    drain: async () => {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}

async function createStream(
  call: (operation: string, input: unknown) => Promise<unknown>,
  logGroupName: string,
  logStreamName: string,
): Promise<void> {
  const create = async (): Promise<unknown> =>
    await call('CreateLogStream', { logGroupName, logStreamName });
  try {
    await create();
  } catch (error) {
    if (!isServiceError(error)) throw error;
    if (error.code === 'ResourceAlreadyExistsException') return;
    if (error.code !== 'ResourceNotFoundException') throw error;
    await call('CreateLogGroup', { logGroupName });
    await create();
  }
}

async function putMetrics(
  environment: Environment,
  region: string,
  MetricData: readonly unknown[],
): Promise<void> {
  const { accountId } = environment;
  try {
    await environment.call({
      service: 'cloudwatch',
      operation: 'PutMetricData',
      input: { Namespace: 'AWS/Lambda', MetricData },
      principal: { kind: 'service', accountId, service: 'lambda.amazonaws.com' },
      region,
    });
  } catch (error) {
    environment.log({
      level: 'warn',
      message: 'Metrics of AWS/Lambda could not be put',
      call: 'cloudwatch:PutMetricData',
      result: isServiceError(error) ? error.code : 'InternalFailure',
    });
  }
}

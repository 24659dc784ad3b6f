// What others are told of executions: status changes to EventBridge, counts to CloudWatch, events to a log group.
// Delivery is best effort, as on AWS: a failure is a line in the log. Status changes wait in the store until they are
// told, so that none is lost to a crash.
import { createCount } from '../../metrics.ts';
import type { Environment } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { isStoreFull } from '../../store.ts';
import type { HistoryEvent } from '../asl/history-event.ts';
import type { ExecutionFacts } from '../asl/visit.ts';
import type { LoadedExecution } from '../executions/execution-facts.ts';
import { type ExecutionDocument, outboxKey, type StatesStore } from '../store.ts';
import { MS_UNTIL_ROOM } from '../until-room.ts';
import { createLogDelivery } from './log-delivery.ts';
import { toStatusDetail } from './status-detail.ts';

export interface Telling {
  /** Inside the transaction that changes the status. */
  queueStatus(facts: ExecutionFacts, execution: ExecutionDocument): void;
  /** After it: tells what is queued. */
  tellStatus(): void;
  /** @param redriveCount of the execution when they were told; EXPRESS ones have none */
  tellEvents(
    execution: LoadedExecution & { readonly key: string },
    events: readonly HistoryEvent[],
    redriveCount?: number,
  ): void;
  /** Waits until everything that began to be told has been. */
  stop(): Promise<void>;
}

/** What a change to a status counts as. */
export const STATUS_METRICS: Readonly<Record<string, string>> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

export function createTelling(environment: Environment, store: StatesStore): Telling {
  const { accountId, call, clock, log } = environment;
  const count = createCount(environment, 'AWS/States', 'states.amazonaws.com');
  const logDelivery = createLogDelivery(environment);
  let telling: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  /** Whether a look at the queue is already to come. */
  let isAsked = false;

  const tellOne = async (
    region: string,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const name = STATUS_METRICS[String(detail['status'])];
    const stateMachineArn = String(detail['stateMachineArn']);
    if (name !== undefined) {
      count({ region, name, dimensions: { StateMachineArn: stateMachineArn } });
    }
    try {
      await call({
        service: 'events',
        operation: 'PutEvents',
        region,
        principal: { kind: 'service', service: 'states.amazonaws.com', accountId },
        input: {
          Entries: [
            {
              Source: 'aws.states',
              DetailType: 'Step Functions Execution Status Change',
              Detail: JSON.stringify(detail),
              Resources: [String(detail['executionArn'])],
              Time: new Date(clock.now()),
            },
          ],
        },
      });
    } catch (error) {
      log({
        level: 'warn',
        message: 'A status change could not be told',
        call: 'events:PutEvents',
        resource: String(detail['executionArn']),
        result: isServiceError(error) ? error.code : 'InternalFailure',
      });
    }
  };

  const tellQueued = async (): Promise<void> => {
    isAsked = false;
    for (;;) {
      const [next] = store.outbox.list({ limit: 1 });
      if (next === undefined || stopping.signal.aborted) return;
      await tellOne(next.document.region, next.document.detail);
      // Deleted afterwards: where the endpoint dies between the two it is told again, never not at all.
      store.outbox.delete(next.key);
    }
  };

  const tellStatus = (): void => {
    if (isAsked) return;
    isAsked = true;
    telling = telling.then(tellQueued).catch((error: unknown) => {
      log({ level: 'error', message: 'Status changes could not be read' });
      if (isStoreFull(error)) tellWhenRoom();
    });
  };
  const tellWhenRoom = (): void => {
    clock.sleep(MS_UNTIL_ROOM, stopping.signal).then(tellStatus, () => undefined);
  };

  return {
    queueStatus: (facts, execution) => {
      store.outbox.put(outboxKey(store.nextNumber()), {
        region: facts.region,
        detail: toStatusDetail(facts, execution),
      });
    },
    tellStatus,
    tellEvents: ({ facts, logging }, events, redriveCount = 0) =>
      logDelivery.deliver(facts, logging, { events, redriveCount }),
    stop: async () => {
      stopping.abort();
      await telling;
      await logDelivery.stop();
    },
  };
}

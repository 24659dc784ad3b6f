// Executions of EXPRESS machines (Step Functions guide, "Choosing workflow type"): in memory, without a history, for five minutes at the
// most. The engine is the same as of STANDARD ones, over a store of its own that forgets what has ended.
// One that nobody waits for runs at least once: it is begun anew where the endpoint died under it.
import { createCount } from '../../metrics.ts';
import type { Environment } from '../../service.ts';
import { type Collection, createStore, isStoreFull } from '../../store.ts';
import { createBegin, type NewExecution } from '../executions/execution-begin.ts';
import { createLoadExecution } from '../executions/execution-facts.ts';
import {
  createStatesStore,
  type ExecutionDocument,
  executionKey,
  type StatesStore,
} from '../store.ts';
import { STATUS_METRICS, type Telling } from '../telling/telling.ts';
import { createEngine, type EngineOptions } from './engine.ts';

export interface Express {
  /** @returns when it began, milliseconds since the epoch */
  begin(key: string, execution: NewExecution): number;
  /** Begins it and waits until it has ended. */
  run(key: string, execution: NewExecution): Promise<ExecutionDocument>;
  runningCount(): number;
  /** Takes up whatever nobody waited for when the endpoint stopped. */
  start(): void;
  stop(): Promise<void>;
}

type Ended = (execution: ExecutionDocument) => void;

export function createExpress(
  options: Omit<EngineOptions, 'loadExecution'>,
  durable: Collection<NewExecution>,
): Express {
  const { environment } = options;
  const waiting = new Map<string, Ended>();
  const store = createExpressStore(options.store);
  const telling = createExpressTelling(environment, options.telling, (key, execution) => {
    forget(store, key, execution);
    forgetDurable(durable, key);
    waiting.get(key)?.(execution);
    waiting.delete(key);
  });
  // Quotas: an EXPRESS execution may have as many events as it likes.
  const limits = { ...environment.limits, historyEventsMax: Number.MAX_SAFE_INTEGER };
  const parts = { ...options, environment: { ...environment, limits }, store, telling };
  const loadExecution = createLoadExecution(store, environment);
  const engine = createEngine({ ...parts, loadExecution });
  const begin = createBegin({ ...parts, engine, loadExecution });
  return {
    begin: (key, execution) => {
      durable.put(key, execution);
      return begin(key, execution);
    },
    run: (key, execution) =>
      new Promise((resolve) => {
        waiting.set(key, resolve);
        begin(key, execution);
      }),
    runningCount: () => engine.runningCount(),
    start: () => {
      for (const { key, document } of durable.list()) begin(key, document);
    },
    stop: () => engine.stop(),
  };
}

/** Machines and revisions are those of all; whatever is an execution's own is in memory, its events nowhere. */
function createExpressStore({ machines, revisions }: StatesStore): StatesStore {
  return { ...createStatesStore(createStore()), machines, revisions, events: nothing };
}

const nothing: StatesStore['events'] = {
  get: () => undefined,
  put: () => {},
  delete: () => false,
  list: () => [],
  count: () => 0,
};

function forgetDurable(durable: Collection<NewExecution>, key: string): void {
  try {
    if (durable.get(key) !== undefined) durable.delete(key);
  } catch (error) {
    // Where the disk is full it stays, and runs once more after the next start.
    if (!isStoreFull(error)) throw error;
  }
}

function forget(store: StatesStore, key: string, { place }: ExecutionDocument): void {
  store.executions.delete(key);
  store.positions.delete(key);
  if (place !== undefined) store.newest.delete(place);
}

/** Its events go to the log group and its counts to CloudWatch; of status changes EventBridge hears nothing. */
function createExpressTelling(
  environment: Environment,
  telling: Telling,
  ended: (key: string, execution: ExecutionDocument) => void,
): Telling {
  const count = createCount(environment, 'AWS/States', 'states.amazonaws.com');
  const told: (() => void)[] = [];
  return {
    tellEvents: (execution, events) => telling.tellEvents(execution, events),
    queueStatus: ({ region, machineArn }, execution) => {
      const name = STATUS_METRICS[execution.status];
      told.push(() => {
        if (name !== undefined) {
          count({ region, name, dimensions: { StateMachineArn: machineArn } });
        }
        if (execution.status !== 'RUNNING') ended(toExpressKey(region, execution), execution);
      });
    },
    tellStatus: () => {
      for (const tell of told.splice(0)) tell();
    },
    stop: async () => {},
  };
}

/** Where an execution of an EXPRESS machine is kept while it runs: its name may run more than once. */
export function toExpressKey(
  region: string,
  {
    machineName,
    name,
    expressId = '',
  }: Pick<ExecutionDocument, 'machineName' | 'name' | 'expressId'>,
): string {
  return executionKey(region, { machineName, name: `${name}:${expressId}` });
}

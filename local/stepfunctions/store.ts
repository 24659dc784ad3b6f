// What Step Functions remembers, durable where the store is. Keys begin with the region.
import type { Collection, Store } from '../store.ts';
import type { HistoryEvent } from './asl/history-event.ts';
import type { ExecutionStatus, Position } from './asl/position.ts';

export interface LoggingConfiguration {
  readonly level?: string;
  readonly includeExecutionData?: boolean;
  readonly destinations?: readonly {
    readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string };
  }[];
}

/** What an execution keeps though the machine is updated meanwhile. */
export interface RevisionDocument {
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: LoggingConfiguration;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

export interface MachineDocument {
  readonly name: string;
  readonly createdAt: number;
  /** Key of the current revision. */
  readonly revision: string;
  /** Empty for the first one, as AWS then answers none. */
  readonly revisionId: string;
  readonly type: 'STANDARD';
  readonly isTraced: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ExecutionDocument {
  readonly machineName: string;
  readonly name: string;
  readonly revision: string;
  /** JSON text. */
  readonly input: string;
  readonly startedAt: number;
  readonly status: ExecutionStatus;
  readonly stoppedAt?: number;
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount: number;
  readonly redrivenAt?: number;
  readonly traceHeader?: string;
}

interface StatusChange {
  readonly region: string;
  /** The event's detail. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StatesStore {
  readonly transaction: Store['transaction'];
  /** By `<region>/<machine>`. */
  readonly machines: Collection<MachineDocument>;
  /** By `<region>/<machine>/<revision>`. */
  readonly revisions: Collection<RevisionDocument>;
  /** By `<region>/<machine>/<execution>`, as the next three. */
  readonly executions: Collection<ExecutionDocument>;
  readonly positions: Collection<Position>;
  /** Marks whatever runs, to be taken up after a restart. */
  readonly running: Collection<true>;
  /** What one step told, by the execution's key and the id of its last event. */
  readonly events: Collection<readonly HistoryEvent[]>;
  /** Keys of executions by `<region>/<machine>/` and a number that falls with time: the newest first. */
  readonly newest: Collection<string>;
  /** Status changes that are yet to be told, in their order. */
  readonly outbox: Collection<StatusChange>;
  /** A number that nobody had before, growing. */
  readonly nextNumber: () => number;
}

const ID_DIGITS = 6;
const NUMBER_DIGITS = 15;
const NUMBER_MAX = 10 ** NUMBER_DIGITS - 1;

export function createStatesStore(store: Store): StatesStore {
  const counters = store.collection<number>('stepfunctions/counter');
  return {
    transaction: (work) => store.transaction(work),
    machines: store.collection('stepfunctions/machine'),
    revisions: store.collection('stepfunctions/revision'),
    executions: store.collection('stepfunctions/execution'),
    positions: store.collection('stepfunctions/position'),
    running: store.collection('stepfunctions/running'),
    events: store.collection('stepfunctions/event'),
    newest: store.collection('stepfunctions/newest'),
    outbox: store.collection('stepfunctions/outbox'),
    nextNumber: () => {
      const number = (counters.get('number') ?? 0) + 1;
      counters.put('number', number);
      return number;
    },
  };
}

export function machineKey(region: string, machineName: string): string {
  return `${region}/${machineName}`;
}

export function executionKey(
  region: string,
  { machineName, name }: { readonly machineName: string; readonly name: string },
): string {
  return `${region}/${machineName}/${name}`;
}

export function regionOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

export function eventKey(execution: string, id: number): string {
  return `${execution}/${String(id).padStart(ID_DIGITS, '0')}`;
}

export function newestKey(region: string, machineName: string, number: number): string {
  return `${machineKey(region, machineName)}/${String(NUMBER_MAX - number)}`;
}

export function outboxKey(number: number): string {
  return String(number).padStart(NUMBER_DIGITS, '0');
}

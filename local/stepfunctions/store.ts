// What Step Functions remembers, durable where the store is. Keys begin with the region.
import type { Collection, Store } from '../store.ts';
import type { HistoryEvent } from './asl/history-event.ts';
import type { ExecutionStatus, Position } from './asl/position.ts';
import type { MapRunDocument, MapRunItem } from './map-runs/map-run-document.ts';

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
  /** Absent for a machine's first one, as AWS then answers none. */
  readonly revisionId?: string;
  /** Absent in folders of former releases: there only the machine knows. */
  readonly isTraced?: boolean;
}

export interface MachineDocument {
  readonly name: string;
  readonly createdAt: number;
  /** Key of the current revision. */
  readonly revision: string;
  /** Empty for the first one, as AWS then answers none. */
  readonly revisionId: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly isTraced: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** The highest number that a version ever had: none is given twice. */
  readonly lastVersion?: number;
  /** That it was created with a version, whose description this is: the same request again is to find the same. */
  readonly firstVersion?: { readonly description?: string };
  /** Executions still run; when the last has ended the machine goes. */
  readonly isDeleting?: true;
}

export interface ActivityDocument {
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A revision that stays, under a number. */
export interface VersionDocument {
  readonly number: number;
  /** Key of the revision. */
  readonly revision: string;
  readonly description?: string;
  readonly createdAt: number;
}

export interface AliasDocument {
  readonly name: string;
  readonly description?: string;
  readonly routes: readonly AliasRoute[];
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Grows from alias to alias: the order in which they were made. */
  readonly order: number;
}

export interface AliasRoute {
  readonly version: number;
  /** Of a hundred. */
  readonly weight: number;
}

/** Of a map run's execution: what it belongs to. */
export interface MapRunPart {
  readonly key: string;
  readonly index: number;
  readonly itemCount: number;
  /** Where in the revision's definition its machine stands. */
  readonly scope: string;
  /** The map run's redrive by which it was last begun. */
  readonly redrive: number;
}

export interface ExecutionDocument {
  /** Of a map run's execution `<machine>/<label>`. */
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
  /** Client tokens of redrives, the newest last. */
  readonly redriveTokens?: readonly RedriveToken[];
  readonly traceHeader?: string;
  /** The version and the alias that it was started by. */
  readonly version?: number;
  readonly alias?: string;
  /** Of an EXPRESS machine's, which is in memory alone. */
  readonly expressId?: string;
  readonly mapRun?: MapRunPart;
  /** Its key among the newest; absent in folders of former releases. */
  readonly place?: string;
}

export interface RedriveToken {
  readonly token: string;
  readonly usedAt: number;
  readonly redrivenAt: number;
}

/** A job that nobody waits for any more, and as whom to stop it. */
export interface AbandonedJob {
  /** Of the execution that waited. */
  readonly executionArn: string;
  readonly machineArn: string;
  readonly roleArn: string;
  readonly region: string;
  /** Of the Task's Credentials. */
  readonly taskRoleArn?: string;
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
  /** By `<region>/<activity>`. */
  readonly activities: Collection<ActivityDocument>;
  /** Tokens of Tasks that wait for a worker, by `<region>/<activity>/<number>`. */
  readonly activityTasks: Collection<string>;
  /** By `<region>/<machine>/<number>`. */
  readonly versions: Collection<VersionDocument>;
  /** By `<region>/<machine>/<alias>`. */
  readonly aliases: Collection<AliasDocument>;
  /** By `<region>/<machine>/<execution>`, as the next three. */
  readonly executions: Collection<ExecutionDocument>;
  readonly positions: Collection<Position>;
  /** Marks whatever runs, to be taken up after a restart. */
  readonly running: Collection<true>;
  /** What one step told, by the execution's key and the id of its last event. */
  readonly events: Collection<readonly HistoryEvent[]>;
  /** Keys of executions by `<region>/<machine>/` and a number that falls with time: the newest first. */
  readonly newest: Collection<string>;
  /** By the ARN of the execution that is to be stopped. */
  readonly abandoned: Collection<AbandonedJob>;
  /** Status changes that are yet to be told, in their order. */
  readonly outbox: Collection<StatusChange>;
  /** By `<region>/<machine>/<label>:<id>`. */
  readonly mapRuns: Collection<MapRunDocument>;
  /** The same, of those whose executions are yet to hear of their end. */
  readonly runningMapRuns: Collection<true>;
  /** Their keys by their execution's and a growing number. */
  readonly mapRunsOf: Collection<string>;
  /** By the map run's key and the number of the execution that works on it. */
  readonly mapRunItems: Collection<MapRunItem>;
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
    activities: store.collection('stepfunctions/activity'),
    activityTasks: store.collection('stepfunctions/activity-task'),
    versions: store.collection('stepfunctions/version'),
    aliases: store.collection('stepfunctions/alias'),
    executions: store.collection('stepfunctions/execution'),
    positions: store.collection('stepfunctions/position'),
    running: store.collection('stepfunctions/running'),
    events: store.collection('stepfunctions/event'),
    newest: store.collection('stepfunctions/newest'),
    abandoned: store.collection('stepfunctions/abandoned'),
    outbox: store.collection('stepfunctions/outbox'),
    mapRuns: store.collection('stepfunctions/map-run'),
    runningMapRuns: store.collection('stepfunctions/map-run-running'),
    mapRunsOf: store.collection('stepfunctions/map-run-of'),
    mapRunItems: store.collection('stepfunctions/map-run-item'),
    nextNumber: () => {
      const number = (counters.get('number') ?? 0) + 1;
      counters.put('number', number);
      return number;
    },
  };
}

/** The label of a Map state is no part of it. */
export function machineKey(region: string, machineName: string): string {
  return `${region}/${withoutLabel(machineName)}`;
}

export function withoutLabel(machineName: string): string {
  const [name = ''] = machineName.split('/', 1);
  return name;
}

export function activityKey(region: string, activity: string): string {
  return `${region}/${activity}`;
}

/** In the order of the numbers. */
export function numberedKey(owner: string, number: number): string {
  return `${owner}/${String(number).padStart(NUMBER_DIGITS, '0')}`;
}

export function aliasKey(machine: string, alias: string): string {
  return `${machine}/${alias}`;
}

/** A label stands behind two strokes: what is under an execution's key never meets a map run's executions. */
export function executionKey(
  region: string,
  { machineName, name }: { readonly machineName: string; readonly name: string },
): string {
  return `${region}/${machineName.replace('/', '//')}/${name}`;
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

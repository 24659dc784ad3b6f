// A map run as it is stored: under `<region>/<machine>/<label>:<id>`, its inputs under that and their number.
import { toArn } from '../../arn.ts';
import type { MapRunResult } from '../asl/distributed-map/map-run-events.ts';
import type { MapRunRequest, WriterRequest } from '../asl/distributed-map/map-run-request.ts';
import type { Tolerance } from '../asl/distributed-map/tolerance.ts';
import type { Place } from '../names.ts';
import type { ResultFile } from './write-results.ts';

export interface MapRunDocument extends MapRunBounds {
  /** The execution that holds the Map, and who waits in it. */
  readonly parentKey: string;
  readonly threadId: string;
  readonly attempt: number;
  readonly machineName: string;
  readonly label: string;
  readonly id: string;
  /** Key of the revision that holds the definition, and where in it the item processor stands. */
  readonly revision: string;
  readonly scope: string;
  readonly executionType: MapRunRequest['executionType'];
  readonly writer?: WriterRequest;
  readonly startedAt: number;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly stoppedAt?: number;
  readonly redriveCount: number;
  readonly redrivenAt?: number;
  /** All inputs are stored. */
  readonly planned?: Count;
  /** Nobody waits for it any more. */
  readonly isLetGo?: true;
  /** A redrive that came before the end of what went before. */
  readonly waiting?: MapRunRedrive;
  /** Once it has ended; while it runs they are in memory. */
  readonly counts?: MapRunCounts;
  /** What was exported of those that succeeded, over all redrives. */
  readonly succeededFiles: readonly ResultFile[];
  /** What the execution is told, or was. */
  readonly result?: MapRunResult;
}

/** What UpdateMapRun may change. */
export interface MapRunBounds extends Tolerance {
  /** 0 where nobody says how many. */
  readonly maxConcurrency: number;
}

export interface MapRunRedrive {
  readonly attempt: number;
  readonly redriveCount: number;
  readonly redrivenAt: number;
}

export interface Count {
  readonly executions: number;
  readonly items: number;
}

export const CHILD_STATES = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'timedOut',
  'aborted',
  'pendingRedrive',
  /** Failed, and not to be redriven. */
  'failedForGood',
] as const;

export type ChildState = (typeof CHILD_STATES)[number];

export type MapRunCounts = Readonly<Record<ChildState, Count>>;

/** The input of one execution. */
export interface MapRunItem {
  /** JSON text. */
  readonly input: string;
  readonly itemCount: number;
}

const INDEX_DIGITS = 9;

export function mapRunItemKey(mapRunKey: string, index: number): string {
  return `${mapRunKey}/${String(index).padStart(INDEX_DIGITS, '0')}`;
}

/** Its key by its ARN: `arn:aws:states:<region>:<account>:mapRun:<machine>/<label>:<id>`. */
export function toMapRunKey(mapRunArn: string): string {
  const [, , , region = '', , , name = '', id = ''] = mapRunArn.split(':');
  return `${region}/${name}:${id}`;
}

export function toMapRunArn({ accountId }: Pick<Place, 'accountId'>, key: string): string {
  const region = key.slice(0, key.indexOf('/'));
  const resource = `mapRun:${key.slice(region.length + 1)}`;
  return toArn({ service: 'states', region, accountId, resource });
}

export function toMapRunName(mapRunArn: string): { readonly label: string; readonly id: string } {
  const [, , , , , , name = '', id = ''] = mapRunArn.split(':');
  return { label: name.slice(name.indexOf('/') + 1), id };
}

/** As executions of a map run name their machine. */
export function toLabelled({
  machineName,
  label,
}: Pick<MapRunDocument, 'machineName' | 'label'>): string {
  return `${machineName}/${label}`;
}

// How an execution of a map run stands in its results (recorded from AWS: members in the order of the alphabet).
import { type Json, type JsonObject, parseJson } from '../asl/json.ts';
import { redriveOf } from '../executions/redrivable.ts';
import { type Place, toExecutionArn, toMachineArn, toShownName } from '../names.ts';
import type { ExecutionDocument } from '../store.ts';
import type { MapRunItem } from './map-run-document.ts';

export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** All that is known of one that has ended. */
export function toRecord(place: Place, execution: ExecutionDocument): JsonObject {
  const { input, output, error, cause, startedAt, stoppedAt } = execution;
  const { redriveStatus, redriveStatusReason } = redriveOf(execution);
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: toExecutionArn(place, execution),
    Input: input,
    InputDetails: { Included: true },
    Name: toShownName(execution),
    ...(output === undefined ? {} : { Output: output, OutputDetails: { Included: true } }),
    RedriveCount: execution.redriveCount,
    RedriveStatus: redriveStatus,
    ...(redriveStatusReason === undefined ? {} : { RedriveStatusReason: redriveStatusReason }),
    StartDate: toIso(startedAt),
    StateMachineArn: toMachineArn(place, execution.machineName),
    Status: execution.status,
    StopDate: toIso(stoppedAt ?? startedAt),
  };
}

/** Of one that was never begun. */
export function toPendingRecord({ input }: MapRunItem): JsonObject {
  return { Input: input, InputDetails: { Included: true }, Status: 'PENDING' };
}

/** Outputs as they are, or flat; with `NONE` everything that is known. */
export function toResults(
  place: Place,
  execution: ExecutionDocument,
  transformation: Transformation,
): Json[] {
  if (transformation === 'NONE') return [toRecord(place, execution)];
  const output = parseJson(execution.output ?? 'null');
  return transformation === 'FLATTEN' && Array.isArray(output) ? output : [output];
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

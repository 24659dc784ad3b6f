// What a step says of map runs becomes part of what it stores: those that begin or are redriven, and those that nobody waits for any more.

import type { MapRunPhase, Position } from '../asl/position.ts';
import type { MapRunToStart, StepResult } from '../asl/turn.ts';
import type { Live } from '../engine/live-executions.ts';
import type { StatesStore } from '../store.ts';
import {
  type MapRunDocument,
  type MapRunRedrive,
  toMapRunKey,
  toMapRunName,
} from './map-run-document.ts';

/** @returns the keys of those that have something to do */
export function noteMapRuns(
  store: StatesStore,
  live: Live,
  { position, mapRuns }: StepResult,
  now: number,
): readonly string[] {
  const left = listLeft(live.position, position);
  for (const key of left) letGo(store, key);
  const started = mapRuns.map((toStart) => {
    const key = start(store, live, toStart, now);
    // What failed beside it in the same step has already taken its thread along.
    if (!waits(position, toStart.threadId, toStart.mapRun)) letGo(store, key);
    return key;
  });
  return [...left, ...started];
}

/** Of threads that waited for a map run and do not any more. */
function listLeft({ threads }: Position, after: Position): readonly string[] {
  return Object.values(threads).flatMap(({ id, phase }) => {
    if (phase.kind !== 'mapRun') return [];
    return waits(after, id, phase) ? [] : [toMapRunKey(phase.mapRunArn)];
  });
}

function waits({ status, threads }: Position, threadId: string, { attempt }: MapRunPhase): boolean {
  const phase = threads[threadId]?.phase;
  return status === 'RUNNING' && phase?.kind === 'mapRun' && phase.attempt === attempt;
}

function letGo(store: StatesStore, key: string): void {
  const document = store.mapRuns.get(key);
  if (document?.status === 'RUNNING') {
    // Nor does anybody wait for the redrive any more that was to come after its end.
    const { waiting: _waiting, ...rest } = document;
    store.mapRuns.put(key, { ...rest, isLetGo: true });
  }
  // Its execution has heard how it ended.
  else store.runningMapRuns.delete(key);
}

function start(
  store: StatesStore,
  live: Live,
  { threadId, mapRun }: MapRunToStart,
  now: number,
): string {
  const key = toMapRunKey(mapRun.mapRunArn);
  const { attempt, redriveCount } = mapRun;
  const known = store.mapRuns.get(key);
  const redrive: MapRunRedrive = { attempt, redriveCount, redrivenAt: now };
  store.runningMapRuns.put(key, true);
  if (known === undefined) {
    store.mapRuns.put(key, toDocument(store, live, { threadId, mapRun }, now));
    store.mapRunsOf.put(`${live.key}/${String(store.nextNumber()).padStart(15, '0')}`, key);
  } else if (known.status === 'RUNNING') store.mapRuns.put(key, { ...known, waiting: redrive });
  else store.mapRuns.put(key, toRedriven(known, redrive));
  return key;
}

function toDocument(
  store: StatesStore,
  { key, facts }: Live,
  { threadId, mapRun }: MapRunToStart,
  now: number,
): MapRunDocument {
  const { attempt, mapRunArn, scope, request } = mapRun;
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage, writer } = request;
  const execution = store.executions.get(key);
  if (execution === undefined) throw new Error(`the execution ${key} is not stored`);
  return {
    ...{ parentKey: key, threadId, attempt },
    machineName: facts.machineName,
    ...toMapRunName(mapRunArn),
    revision: execution.revision,
    // A map run's own execution has a part of the definition for its machine.
    scope: `${execution.mapRun?.scope ?? ''}${scope}`,
    executionType: request.executionType,
    ...{ maxConcurrency, toleratedFailureCount, toleratedFailurePercentage },
    ...(writer === undefined ? {} : { writer }),
    startedAt: now,
    status: 'RUNNING',
    redriveCount: 0,
    succeededFiles: [],
  };
}

/** What did not succeed is taken up; its bounds stay, though they were changed. */
export function toRedriven(document: MapRunDocument, redrive: MapRunRedrive): MapRunDocument {
  const {
    stoppedAt: _stoppedAt,
    counts: _counts,
    result: _result,
    isLetGo: _isLetGo,
    waiting: _waiting,
    ...rest
  } = document;
  return { ...rest, ...redrive, status: 'RUNNING' };
}

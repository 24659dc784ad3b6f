// The end of a map run: its results are brought back, how it ended is stored, and its execution hears of it.

import type { MapRunResult } from '../asl/distributed-map/map-run-events.ts';
import { isStatesError } from '../asl/states-error.ts';
import { isNoTaskRole } from '../engine/become-task-role.ts';
import { regionOf, type StatesStore } from '../store.ts';
import { type ActiveRun, type MapRunParts, type Surroundings, tellParent } from './active-run.ts';
import type { Children } from './children.ts';
import { type MapRunDocument, mapRunItemKey, toMapRunArn } from './map-run-document.ts';
import { toRedriven } from './note-map-runs.ts';
import { bringBack, type ItemResult } from './results.ts';

type End = Exclude<MapRunDocument['status'], 'RUNNING'>;

const THRESHOLD_EXCEEDED: MapRunResult = {
  kind: 'failed',
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** @param failure why it could not go on; left out where too many executions failed */
export async function finish(
  surroundings: Surroundings,
  active: ActiveRun,
  end: End,
  failure: MapRunResult = THRESHOLD_EXCEEDED,
): Promise<void> {
  const { parts, ask, forget, isStopped } = surroundings;
  const { store, engine, environment } = parts;
  const { key } = active;
  const document = store.mapRuns.get(key);
  if (document === undefined) return;
  const ended = await toEnded(
    parts,
    active,
    document,
    end === 'FAILED' ? { end, failure } : { end },
  );
  if (isStopped()) return;
  const stoppedAt = environment.clock.now();
  const counts = active.progress?.counts();
  const stored = store.transaction(() => {
    // Bounds may have changed, or a redrive may have come, while results were written.
    const { waiting, ...rest } = store.mapRuns.get(key) ?? document;
    const last = { ...rest, ...ended, stoppedAt, ...(counts === undefined ? {} : { counts }) };
    const next = waiting === undefined ? last : toRedriven(last, waiting);
    store.mapRuns.put(key, next);
    if (next.isLetGo === true) store.runningMapRuns.delete(key);
    return next;
  });
  forget(active);
  if (stored.status === 'RUNNING') ask(key);
  else tellParent(engine, stored);
}

type Ended = Pick<MapRunDocument, 'status' | 'succeededFiles' | 'result'>;

async function toEnded(
  { environment, store }: MapRunParts,
  { key, children, principal }: ActiveRun,
  document: MapRunDocument,
  { end: status, failure }: { readonly end: End; readonly failure?: MapRunResult },
): Promise<Ended> {
  const { succeededFiles, writer } = document;
  const told: Ended = {
    ...{ status, succeededFiles },
    ...(failure === undefined ? {} : { result: failure }),
  };
  const isWanted = status === 'SUCCEEDED' || writer?.destination !== undefined;
  if (!isWanted || children === undefined || principal === undefined) return told;
  try {
    const back = await bringBack({
      ...{ document, principal, call: environment.call },
      mapRunArn: toMapRunArn(environment, key),
      place: { region: regionOf(key), accountId: environment.accountId },
      results: listResults(store, key, children),
      bytesMax: environment.limits.stateDataBytesMax,
    });
    const { output } = back;
    return {
      ...told,
      succeededFiles: back.succeededFiles,
      ...(status === 'SUCCEEDED' ? { result: { kind: 'succeeded', output } } : {}),
    };
  } catch (error) {
    return status === 'SUCCEEDED'
      ? { status: 'FAILED', succeededFiles, result: toMapRunFailure(error) }
      : told;
  }
}

const PAGE = 500;

function* listResults(store: StatesStore, key: string, children: Children): Generator<ItemResult> {
  let index = 0;
  for (;;) {
    const after = index === 0 ? {} : { after: mapRunItemKey(key, index - 1) };
    const page = store.mapRunItems.list({ prefix: `${key}/`, ...after, limit: PAGE });
    for (const { document: item } of page) {
      yield { item, execution: children.find(index) };
      index += 1;
    }
    if (page.length < PAGE) return;
  }
}

/** @throws what is the endpoint's own fault */
export function toMapRunFailure(error: unknown): MapRunResult {
  if (isNoTaskRole(error) && error.result.kind === 'failed') {
    const { error: name = 'States.Runtime', cause = '' } = error.result;
    return { kind: 'failed', error: name, cause };
  }
  if (!isStatesError(error)) throw error;
  const { error: name = 'States.Runtime', causeText: cause = '', options } = error;
  const isOfState = options.location !== undefined;
  return { kind: 'failed', error: name, cause, ...(isOfState ? { isOfState } : {}) };
}

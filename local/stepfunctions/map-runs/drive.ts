// A map run goes on: executions begin in the items' order, as many at once as there is room for, until none is left or too many failed.
import { nextTurn } from '../../clock.ts';
import type { ActiveRun, MapRunParts, Surroundings } from './active-run.ts';
import type { Children, ChildToBegin } from './children.ts';
import { finish } from './finish.ts';
import {
  type ChildState,
  type MapRunCounts,
  type MapRunDocument,
  mapRunItemKey,
} from './map-run-document.ts';
import { exceedsTolerance, type Progress } from './progress.ts';

/** Quotas: executions of one map run at once. */
const CONCURRENCY_MAX = 10_000;
/** Executions that are worked on at once, over all map runs: the others wait for their turn, or merely wait. */
const LIVE_MAX = 1000;
/** How many are begun, or stopped, together. */
const CHUNK = 50;

/** Until there is nothing to do before an execution ends. */
export async function drive(surroundings: Surroundings, active: ActiveRun): Promise<void> {
  const { parts } = surroundings;
  const { key, progress, children } = active;
  while (progress !== undefined && children !== undefined && !surroundings.isStopped()) {
    const document = parts.store.mapRuns.get(key);
    if (document === undefined) return;
    const end = findEnd(document, progress);
    if (end === 'ABORTED' || end === 'FAILED') await letGo(document, progress, children);
    if (end !== undefined && progress.running.size === 0) {
      await finish(surroundings, active, end);
      return;
    }
    const room = end === undefined ? findRoom(parts, document, progress) : 0;
    active.isHungry = room <= 0;
    if (room <= 0 || progress.next >= progress.total) return;
    beginNext(surroundings, active, { progress, children, room });
    await nextTurn();
  }
}

type End = Exclude<MapRunDocument['status'], 'RUNNING'>;

/** How it ends as soon as nothing of it runs any more, or undefined where it goes on. */
function findEnd(
  document: MapRunDocument,
  { next, total, running, counts }: Progress,
): End | undefined {
  if (document.isLetGo === true) return 'ABORTED';
  const counted: MapRunCounts = counts();
  if (exceedsTolerance(counted, document)) return 'FAILED';
  return next >= total && running.size === 0 ? 'SUCCEEDED' : undefined;
}

/** STANDARD executions are stopped; EXPRESS ones cannot be. */
async function letGo(
  { executionType }: MapRunDocument,
  { running }: Progress,
  children: Children,
): Promise<void> {
  if (executionType === 'EXPRESS') return;
  const indexes = [...running.values()].map(({ index }) => index);
  for (let at = 0; at < indexes.length; at += CHUNK) {
    await Promise.all(indexes.slice(at, at + CHUNK).map((index) => children.abort(index)));
    await nextTurn();
  }
}

function findRoom(
  { engine, environment }: MapRunParts,
  { maxConcurrency, executionType }: MapRunDocument,
  { running }: Progress,
): number {
  const own = (maxConcurrency === 0 ? CONCURRENCY_MAX : maxConcurrency) - running.size;
  if (executionType === 'EXPRESS') return Math.min(CHUNK, own, LIVE_MAX - running.size);
  const open = environment.limits.openExecutionsMax - engine.runningCount();
  return Math.min(CHUNK, own, open, LIVE_MAX - engine.liveCount());
}

/** Nothing is counted before it is stored that they have begun: a disk that is full leaves all as it was. */
function beginNext(
  { parts, parents }: Surroundings,
  active: ActiveRun,
  { progress, children, room }: { progress: Progress; children: Children; room: number },
): void {
  const { next, taken } = takeNext(parts.store, active.key, { progress, children, room });
  children.begin(taken);
  progress.next = next;
  for (const { index, item, state } of taken) {
    const child = children.keyOf(index);
    const { itemCount } = item;
    progress.move(state, 'running', itemCount);
    progress.running.set(child, { index, itemCount });
    parents.set(child, active);
  }
}

interface TakenChild extends ChildToBegin {
  readonly state: ChildState;
}

function takeNext(
  store: MapRunParts['store'],
  key: string,
  { progress, children, room }: { progress: Progress; children: Children; room: number },
): { readonly next: number; readonly taken: readonly TakenChild[] } {
  const taken: TakenChild[] = [];
  let next = progress.next;
  for (; next < progress.total && taken.length < room; next += 1) {
    const before = progress.isFresh ? undefined : children.find(next);
    const state = children.stateOf(before);
    const isLost = state === 'running' && !progress.running.has(children.keyOf(next));
    if (state !== 'pending' && state !== 'pendingRedrive' && !isLost) continue;
    const item = store.mapRunItems.get(mapRunItemKey(key, next));
    if (item !== undefined) taken.push({ index: next, item, before, state });
  }
  return { next, taken };
}

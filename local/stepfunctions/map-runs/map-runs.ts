// Map runs: what works on the items of a DISTRIBUTED Map while its execution waits. All that must survive is in the store, written with
// the step that begins a map run or lets go of it; here is only what drives it on. Nothing waits in memory for an execution to end: the
// end of one asks its map run to look again.
import { nextTurn } from '../../clock.ts';
import { isStoreFull } from '../../store.ts';
import type { MapRunResult } from '../asl/distributed-map/map-run-events.ts';
import type { StatesStore } from '../store.ts';
import { MS_UNTIL_ROOM, untilRoom } from '../until-room.ts';
import {
  type ActiveRun,
  createActiveRun,
  type MapRunParts,
  type Surroundings,
  tellParent,
} from './active-run.ts';
import { drive } from './drive.ts';
import { finish, toMapRunFailure } from './finish.ts';
import { toMapRunArn } from './map-run-document.ts';
import type { MapRuns } from './map-runs-port.ts';
import { noteMapRuns } from './note-map-runs.ts';
import { prepare } from './prepare.ts';

/** @param lazily the engine is made with what is made here */
export function createMapRuns(lazily: () => MapRunParts): MapRuns {
  const actives = new Map<string, ActiveRun>();
  const parents: Surroundings['parents'] = new Map();
  const noted: string[] = [];
  let isStopped = false;
  const stopping = new AbortController();

  const ask = (key: string): void => {
    if (isStopped) return;
    const active = actives.get(key) ?? createActiveRun(key);
    actives.set(key, active);
    active.isAsked = true;
    if (active.isWorking) return;
    active.isWorking = true;
    const { work } = lazily().environment.clock;
    const go = (): Promise<void> => workOn(active);
    active.work = work === undefined ? go() : work.apart(go);
  };

  const workOn = async (active: ActiveRun): Promise<void> => {
    // Whoever asks is in the middle of something of its own.
    await nextTurn();
    try {
      while (active.isAsked && !isStopped) {
        active.isAsked = false;
        await look(toSurroundings(), active);
      }
    } catch (error) {
      if (isStoreFull(error)) askWhenRoom(active.key);
      else if (!isStopped) await giveUp(toSurroundings(), active, stopping.signal);
    } finally {
      active.isWorking = false;
    }
  };

  const askWhenRoom = (key: string): void => {
    const { clock } = lazily().environment;
    clock.sleep(MS_UNTIL_ROOM, stopping.signal).then(
      () => ask(key),
      () => undefined,
    );
  };

  const tellEnded = (child: string): void => {
    const key = countEnded(parents, child, lazily().store);
    if (key !== undefined) ask(key);
  };

  const toSurroundings = (): Surroundings => ({
    parts: lazily(),
    parents,
    ask,
    tellEnded,
    isStopped: () => isStopped,
    forget: ({ key }) => actives.delete(key),
  });

  return {
    note: (live, result) => {
      const { store, environment } = lazily();
      noted.push(...noteMapRuns(store, live, result, environment.clock.now()));
    },
    tellStored: (key, hasEnded) => {
      for (const mapRun of noted.splice(0)) ask(mapRun);
      if (hasEnded) tellEnded(key);
    },
    noticeRoom: () => {
      for (const { isHungry, key } of actives.values()) if (isHungry) ask(key);
    },
    counts: (key) => actives.get(key)?.progress?.counts(),
    update: (key, bounds) => {
      const { store } = lazily();
      const document = store.mapRuns.get(key);
      if (document !== undefined) store.mapRuns.put(key, { ...document, ...bounds });
      ask(key);
    },
    start: () => {
      for (const { key } of lazily().store.runningMapRuns.list()) ask(key);
    },
    stop: async () => {
      isStopped = true;
      stopping.abort();
      await Promise.all([...actives.values()].map(({ work }) => work));
    },
  };
}

async function look(surroundings: Surroundings, active: ActiveRun): Promise<void> {
  const { store, engine } = surroundings.parts;
  const document = store.mapRuns.get(active.key);
  if (document === undefined || document.status !== 'RUNNING') {
    surroundings.forget(active);
    // Its end was stored, and the endpoint died before its execution heard of it.
    if (document !== undefined) tellParent(engine, document);
    return;
  }
  try {
    await prepare(surroundings, active, document);
  } catch (error) {
    if (surroundings.isStopped()) return;
    await finish(
      surroundings,
      active,
      document.isLetGo === true ? 'ABORTED' : 'FAILED',
      toMapRunFailure(error),
    );
    return;
  }
  await drive(surroundings, active);
}

/** @returns the map run that is to look again, where the execution is one's and has ended */
function countEnded(
  parents: Surroundings['parents'],
  child: string,
  { executions }: Pick<StatesStore, 'executions'>,
): string | undefined {
  const active = parents.get(child);
  const { progress, children } = active ?? {};
  const known = progress?.running.get(child);
  if (active === undefined || progress === undefined || known === undefined) return undefined;
  const state = children?.stateOf(executions.get(child)) ?? 'running';
  if (state === 'running') return undefined;
  progress.running.delete(child);
  parents.delete(child);
  progress.move('running', state, known.itemCount);
  return active.key;
}

const ENDPOINT_FAILED: MapRunResult = {
  kind: 'failed',
  error: 'States.Runtime',
  cause: 'Internal failure',
};

/** The endpoint itself failed at it: it ends, so that its execution does not wait for ever. */
async function giveUp(
  surroundings: Surroundings,
  active: ActiveRun,
  signal: AbortSignal,
): Promise<void> {
  const { environment, store } = surroundings.parts;
  const { key } = active;
  const resource = toMapRunArn(environment, key);
  environment.log({ level: 'error', message: 'The endpoint failed at a map run', resource });
  const end = store.mapRuns.get(key)?.isLetGo === true ? 'ABORTED' : 'FAILED';
  const work = (): Promise<void> => finish(surroundings, active, end, ENDPOINT_FAILED);
  await untilRoom(environment.clock, work, signal).catch(() => surroundings.forget(active));
}

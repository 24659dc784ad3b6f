// Executions of a map run: begun, begun again by a redrive, stopped. STANDARD ones are the engine's like any other; EXPRESS ones run in
// memory, and what is stored of them is that they began and how they ended.
import type { NewExecution } from '../executions/execution-begin.ts';
import { redriveOf } from '../executions/redrivable.ts';
import { loadRedriveFacts } from '../executions/redrive-facts.ts';
import type { Parts } from '../parts.ts';
import { type ExecutionDocument, executionKey, regionOf, type StatesStore } from '../store.ts';
import { untilRoom } from '../until-room.ts';
import { createChildNames } from './child-names.ts';
import {
  type ChildState,
  type MapRunDocument,
  type MapRunItem,
  toMapRunArn,
} from './map-run-document.ts';

export type ChildParts = Pick<
  Parts,
  'environment' | 'store' | 'engine' | 'express' | 'telling' | 'loadExecution'
>;

export interface ChildToBegin {
  readonly index: number;
  readonly item: MapRunItem;
  /** What it was before a redrive. */
  readonly before: ExecutionDocument | undefined;
}

export interface Children {
  readonly keyOf: (index: number) => string;
  readonly find: (index: number) => ExecutionDocument | undefined;
  /** How it stands, as the map run counts it. */
  readonly stateOf: (execution: ExecutionDocument | undefined) => ChildState;
  readonly begin: (children: readonly ChildToBegin[]) => void;
  readonly abort: (index: number) => Promise<void>;
}

/** @param ended an EXPRESS one has */
export function createChildren(
  parts: ChildParts,
  key: string,
  document: MapRunDocument,
  ended: (childKey: string) => void,
): Children {
  const { environment, store, engine, express, telling } = parts;
  const region = regionOf(key);
  const isExpress = document.executionType === 'EXPRESS';
  const childOf = createChildNames(region, document);
  const keyOf = (index: number): string => childOf(index).key;

  const toNew = ({ index, item }: ChildToBegin): NewExecution => ({
    ...childOf(index).names,
    revision: document.revision,
    input: item.input,
    mapRun: {
      ...{ key, index, itemCount: item.itemCount },
      scope: document.scope,
      redrive: document.redriveCount,
    },
  });

  const toBegun = (child: ChildToBegin, now: number): ExecutionDocument => {
    const fresh = toNew(child);
    const { before } = child;
    if (before === undefined)
      return { ...fresh, startedAt: now, status: 'RUNNING', redriveCount: 0 };
    const isRedriven = before.status !== 'RUNNING';
    return {
      ...fresh,
      startedAt: before.startedAt,
      status: 'RUNNING',
      redriveCount: before.redriveCount + (isRedriven ? 1 : 0),
      ...(isRedriven ? { redrivenAt: now } : {}),
    };
  };

  const runExpress = (childKey: string, child: ChildToBegin): void => {
    const run = async (): Promise<void> => {
      const execution = await express.run(childKey, toNew(child));
      await untilRoom(environment.clock, () => storeEnd(store, childKey, execution));
      ended(childKey);
    };
    run().catch(() => {
      const resource = toMapRunArn(environment, key);
      environment.log({ level: 'error', message: 'An execution of a map run was lost', resource });
    });
  };

  return {
    keyOf,
    find: (index) => store.executions.get(keyOf(index)),
    stateOf: (execution) => {
      if (execution === undefined) return 'pending';
      const { status } = execution;
      if (status === 'RUNNING') return 'running';
      if (status === 'SUCCEEDED') return 'succeeded';
      if (execution.mapRun?.redrive !== document.redriveCount) {
        return isExpress || isRedrivable(parts, executionKey(region, execution), execution)
          ? 'pendingRedrive'
          : 'failedForGood';
      }
      return ({ FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const)[status];
    },
    begin: (children) => {
      const now = environment.clock.now();
      store.transaction(() => {
        for (const child of children) {
          const childKey = keyOf(child.index);
          const begun = toBegun(child, now);
          store.executions.put(childKey, begun);
          if (isExpress) continue;
          store.running.put(childKey, true);
          telling.queueStatus(parts.loadExecution(childKey, begun).facts, begun);
        }
      });
      if (!isExpress) telling.tellStatus();
      for (const child of children) {
        const childKey = keyOf(child.index);
        if (isExpress) runExpress(childKey, child);
        else if (child.before === undefined) engine.begin(childKey);
        else void engine.redrive(childKey);
      }
    },
    // Recorded: the child of a map run that ends has this cause and no error.
    abort: (index) =>
      engine.abort(keyOf(index), {
        cause: `The map run execution [${toMapRunArn(environment, key)}] which was managing this resource was aborted`,
      }),
  };
}

/** What is kept of one that ran in memory: how it ended. */
function storeEnd(
  { executions }: Pick<StatesStore, 'executions'>,
  key: string,
  execution: ExecutionDocument,
): void {
  const begun = executions.get(key);
  if (begun === undefined) return;
  const { startedAt: _startedAt, redriveCount: _count, place: _place, ...end } = execution;
  executions.put(key, { ...begun, ...end });
}

function isRedrivable(parts: ChildParts, key: string, execution: ExecutionDocument): boolean {
  const { redriveStatus } = redriveOf(execution, loadRedriveFacts(parts, key, execution));
  return redriveStatus !== 'NOT_REDRIVABLE';
}

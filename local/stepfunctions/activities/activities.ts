// Activities: Tasks that wait until a worker asks for them (Step Functions guide, "Activities"). Which Tasks wait is in the store, in the
// order in which they were scheduled; whoever asks too early is woken when one comes.

import { findArn } from '../../arn.ts';
import type { Clock } from '../../clock.ts';
import type { TaskPhase, TaskResult } from '../asl/position.ts';
import { activityKey, numberedKey, type StatesStore } from '../store.ts';

export interface Activities {
  /** A Task waits from now on. */
  schedule(task: TaskPhase): TaskResult;
  /** The tokens of the Tasks that wait, the first first. */
  listWaiting(activity: string): readonly WaitingTask[];
  /** Whoever takes it takes it from all others. @returns whether nobody else is about to */
  take(task: WaitingTask): boolean;
  /** It has been handed on, or nobody waits for it any more. */
  drop(task: WaitingTask): void;
  /** It could not be handed on: whoever asks next may take it. */
  putBack(task: WaitingTask): void;
  /** Resolves once a Task has come, at `until` at the latest; also where the signal aborts. */
  untilScheduled(activity: string, until: number, signal: AbortSignal): Promise<void>;
}

export interface WaitingTask {
  readonly key: string;
  readonly token: string;
}

export function createActivities(
  { clock }: { readonly clock: Clock },
  store: StatesStore,
): Activities {
  /** Workers that wait, by activity. */
  const workers = new Map<string, Set<AbortController>>();

  /** Being handed on this moment. */
  const taken = new Set<string>();

  return {
    schedule: ({ resource: arn, token = '' }) => {
      const { region = '', resource = '' } = findArn(arn) ?? {};
      const activity = activityKey(region, resource.replace(/^activity:/, ''));
      if (store.activities.get(activity) === undefined) {
        const cause = `Activity Does Not Exist: '${arn}'`;
        return { kind: 'failed', error: 'States.Runtime', cause };
      }
      store.transaction(() => {
        store.activityTasks.put(numberedKey(activity, store.nextNumber()), token);
      });
      for (const worker of workers.get(activity) ?? []) worker.abort();
      return { kind: 'succeeded', output: null };
    },
    listWaiting: (activity) =>
      store.activityTasks
        .list({ prefix: `${activity}/` })
        .map(({ key, document: token }) => ({ key, token })),
    take: ({ key }) => {
      const isFree = !taken.has(key);
      taken.add(key);
      return isFree;
    },
    drop: ({ key }) => {
      store.activityTasks.delete(key);
      taken.delete(key);
    },
    putBack: ({ key }) => {
      taken.delete(key);
    },
    untilScheduled: async (activity, until, signal) => {
      const worker = new AbortController();
      const waiting = workers.get(activity) ?? new Set();
      workers.set(activity, waiting.add(worker));
      const sleep = (): Promise<void> =>
        clock.sleep(until - clock.now(), AbortSignal.any([worker.signal, signal]));
      try {
        await (clock.work?.whileResting(sleep) ?? sleep());
      } catch {
        // Woken: the worker looks again.
      } finally {
        waiting.delete(worker);
        if (waiting.size === 0) workers.delete(activity);
      }
    },
  };
}

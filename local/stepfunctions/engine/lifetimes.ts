// Executions that have been open for as long as any may be. One due time is kept for all that run, that of the oldest: nearly every
// execution ends long before its own.
import type { Clock } from '../../clock.ts';
import { createDueQueue } from '../../due-queue.ts';
import { endOfLife } from '../asl/lifetime.ts';
import type { StatesStore } from '../store.ts';

interface Lifetimes {
  /** This one runs, too. @param end of its life, milliseconds since the epoch */
  notice(end: number): void;
  stop(): Promise<void>;
}

const OLDEST = 'oldest';

export function createLifetimes(
  clock: Clock,
  { running, executions }: Pick<StatesStore, 'running' | 'executions'>,
  over: (key: string) => void,
): Lifetimes {
  let next = Number.POSITIVE_INFINITY;
  const notice = (end: number): void => {
    if (end >= next) return;
    next = end;
    dues.set(OLDEST, end);
  };
  const dues = createDueQueue({
    clock,
    concurrencyMax: 1,
    run: async () => {
      next = Number.POSITIVE_INFINITY;
      for (const { key } of running.list()) {
        const execution = executions.get(key);
        if (execution === undefined) continue;
        const end = endOfLife(execution);
        if (end <= clock.now()) over(key);
        else notice(end);
      }
    },
  });
  return { notice, stop: () => dues.stop() };
}

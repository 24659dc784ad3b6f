// When executions are worked on though nobody answers: at their due times, and where a disk was full once there may be room.
import type { Clock } from '../../clock.ts';
import { createDueQueue } from '../../due-queue.ts';
import { nextDue, type Position } from '../asl/position.ts';
import { MS_UNTIL_ROOM } from '../until-room.ts';

interface ExecutionDues {
  /** By what it waits for now; nothing where it waits for no time. */
  set(key: string, position: Position): void;
  /** Tries again in a while. */
  hold(key: string): void;
  stop(): Promise<void>;
}

export function createExecutionDues(
  clock: Clock,
  on: { readonly due: (key: string) => void; readonly retry: (key: string) => void },
): ExecutionDues {
  // To post is no work: however many fall due at once, none waits for another.
  const all = { clock, isBegun: true, concurrencyMax: Number.MAX_SAFE_INTEGER };
  const dues = createDueQueue({
    ...all,
    what: 'Step Functions: execution',
    run: async (key) => on.due(key),
  });
  const held = createDueQueue({
    ...all,
    what: 'Step Functions: execution without room',
    run: async (key) => on.retry(key),
  });
  return {
    set: (key, position) => {
      const due = nextDue(position);
      if (due === undefined) dues.delete(key);
      else dues.set(key, due);
    },
    hold: (key) => held.set(key, clock.now() + MS_UNTIL_ROOM),
    stop: async () => {
      await Promise.all([dues.stop(), held.stop()]);
    },
  };
}

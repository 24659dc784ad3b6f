// Tasks that the store knows by key, each done when it falls due, and never twice at once for one key. When it is due is looked up in the store
// at every turn, so a task that was planned anew meanwhile comes round again; one that fails comes again in a minute.
import { createDueQueue } from '../due-queue.ts';
import type { Environment } from '../service.ts';

export interface DueTasks {
  /** Looks at the task's due time anew: call it whenever that was written. */
  readonly review: (key: string) => void;
  readonly stop: () => Promise<void>;
}

export interface DueTasksOptions {
  /** In the log, where a task fails. */
  readonly name: string;
  readonly concurrencyMax: number;
  /** Of work that has begun and ends by itself. */
  readonly isBegun?: boolean | ((key: string) => boolean);
  /** Undefined where nothing is planned under the key. */
  readonly findDueMs: (key: string) => number | undefined;
  readonly run: (key: string, signal: AbortSignal) => Promise<void>;
}

const FAULT_DELAY_MS = 60_000;

export function createDueTasks(
  { clock, log }: Environment,
  { name, concurrencyMax, isBegun = false, findDueMs, run }: DueTasksOptions,
): DueTasks {
  const active = new Set<string>();

  const queue = createDueQueue({
    clock,
    what: `Secrets Manager: ${name}`,
    isBegun,
    concurrencyMax,
    run: async (key, signal) => {
      if (active.has(key)) return; // reviewed when it ends
      active.add(key);
      let delayMs = 0;
      try {
        await run(key, signal);
      } catch (error) {
        delayMs = FAULT_DELAY_MS;
        const result = error instanceof Error ? error.name : 'unknown';
        log({ level: 'error', message: name, resource: key, result });
      } finally {
        active.delete(key);
        if (!signal.aborted) review(key, delayMs);
      }
    },
  });

  const review = (key: string, delayMs = 0): void => {
    const dueMs = findDueMs(key);
    if (dueMs === undefined) queue.delete(key);
    else queue.set(key, Math.max(dueMs, clock.now() + delayMs));
  };

  return { review, stop: () => queue.stop() };
}

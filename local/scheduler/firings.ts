// Which schedule falls due when, and what happens then: one invocation more, and the next occurrence, in one transaction.
import { createDueQueue } from '../due-queue.ts';
import type { Environment } from '../service.ts';
import type { Invocations } from './invocations.ts';
import { findNextFiring } from './next-firing.ts';
import { type Firing, type Schedule, type SchedulerStore, toScheduleKey } from './store.ts';

export interface Firings {
  /** Takes note of when this schedule, as it now lies in the store, falls due; or that it never does. */
  track(schedule: Schedule): void;
  forget(key: string): void;
  start(): void;
  stop(): Promise<void>;
}

const CONCURRENCY_MAX = 100;

export function createFirings(
  environment: Environment,
  store: SchedulerStore,
  invocations: Invocations,
): Firings {
  const { clock } = environment;
  const queue = createDueQueue({
    clock,
    what: 'Scheduler: schedule',
    concurrencyMax: CONCURRENCY_MAX,
    run: async (key) => {
      const schedule = store.schedules.get(key);
      if (schedule?.next === undefined) return;
      if (schedule.next.dueMs > clock.now()) track(schedule);
      else track(fire(schedule, schedule.next));
    },
  });

  const track = (schedule: Schedule): void => {
    const key = toScheduleKey(schedule);
    if (schedule.next === undefined) queue.delete(key);
    else queue.set(key, schedule.next.dueMs);
  };

  const fire = (schedule: Schedule, firing: Firing): Schedule =>
    environment.store.transaction(() => {
      const { missed, next } = skipMissed(environment, schedule, firing);
      const { next: _fired, ...rest } = schedule;
      const after: Schedule = next === undefined ? rest : { ...rest, next };
      store.schedules.put(toScheduleKey(schedule), after);
      invocations.add(schedule, missed, next === undefined);
      return after;
    });

  return {
    track,
    forget: (key) => queue.delete(key),
    start: () => {
      for (const { document } of store.schedules.list()) track(document);
    },
    stop: () => queue.stop(),
  };
}

/**
 * What has become due while nobody looked (the endpoint was down, the laptop slept) happens once, for the latest
 * occurrence: AWS, which is never down, gives no rule, and a burst of old rotations would help nobody.
 */
function skipMissed(
  { clock, random }: Environment,
  schedule: Schedule,
  firing: Firing,
): { readonly missed: Firing; readonly next: Firing | undefined } {
  let missed = firing;
  let next = findNextFiring(schedule, missed.occurrenceMs, random);
  while (next !== undefined && next.dueMs <= clock.now()) {
    missed = next;
    next = findNextFiring(schedule, missed.occurrenceMs, random);
  }
  return { missed, next };
}

// A schedule leaves: its due time, what is under way for it, and its record.
import type { Scheduler } from './scheduler.ts';
import { type Schedule, toScheduleKey } from './store.ts';

export function removeSchedule(
  { environment, store, firings, invocations }: Scheduler,
  schedule: Schedule,
): void {
  const key = toScheduleKey(schedule);
  firings.forget(key);
  environment.store.transaction(() => {
    invocations.drop(`${key}/`);
    store.schedules.delete(key);
  });
}

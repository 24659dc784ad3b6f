// A rotation schedule in Secrets Manager's words: when windows open, and how long each stays open (User Guide, "Schedule expressions").

export type Schedule = RateSchedule | CronSchedule;

interface Common {
  /** As people wrote it, such as `rate(30 days)` or `cron(0 8 1 * ? *)`. */
  readonly expression: string;
  /** Whether several windows may open in one UTC day; the default window is then 1 h, else it ends with the UTC day. */
  readonly unit: 'hours' | 'days';
  /** Written, or by default; a whole number of hours, 1 to 24. */
  readonly windowHours: number;
}

interface RateSchedule extends Common {
  readonly kind: 'rate';
  readonly periodHours: number;
}

export interface CronSchedule extends Common, CronTimes {
  readonly kind: 'cron';
}

/** When a cron() opens windows, all in UTC. */
export interface CronTimes {
  /** 0 to 23, ascending. */
  readonly hours: readonly number[];
  /** 1 to 12, ascending. */
  readonly months: readonly number[];
  readonly days: DayRule;
}

/** Weekdays from 1, which is Sunday. */
export type DayRule =
  | { readonly kind: 'days-of-month'; readonly days: readonly number[] }
  | { readonly kind: 'last-day-of-month' }
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number }
  | { readonly kind: 'last-weekday'; readonly weekday: number };

export interface Window {
  /** Milliseconds since the epoch; always on a UTC hour. */
  readonly opensAt: number;
  readonly closesAt: number;
}

// A rotation schedule in Secrets Manager's words: when windows open, and how long each stays open (User Guide, "Schedule expressions").

export interface Schedule {
  /** As people wrote it, such as `rate(30 days)` or `cron(0 8 1 * ? *)`. */
  readonly expression: string;
  readonly kind: 'rate' | 'cron';
  /** Whether several windows may open in one UTC day; the default window is then 1 h, else it ends with the UTC day. */
  readonly unit: 'hours' | 'days';
  /** Written, or by default; a whole number of hours, 1 to 24. */
  readonly windowHours: number;
}

export interface Window {
  /** Milliseconds since the epoch; always on a UTC hour. */
  readonly opensAt: number;
  readonly closesAt: number;
}

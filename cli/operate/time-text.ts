// Times for people: how long ago at a glance, and the minute in UTC, as windows are.
const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** Such as `12d`, `3h` or `5m`: the largest unit that fits, rounded down. */
export function toSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ['s', 1];
  return `${String(Math.floor(seconds / size))}${unit}`;
}

/** Such as `2026-11-23 08:00 UTC`. */
export function toMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function toIso(time: number): string {
  return new Date(time).toISOString();
}

/** Such as `1.25 s` or `2h`. */
export function toDuration(milliseconds: number): string {
  if (milliseconds >= 100_000) return toSpan(milliseconds);
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

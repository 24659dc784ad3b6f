// A year of windows for a thousand schedules, read from their expressions: what a report or the watch over a large account asks for.
import { parseSchedule } from '../src/rotation/schedule/parse-schedule.ts';
import { listWindows } from '../src/rotation/schedule/windows.ts';
import type { Measurement } from './measurement.ts';

const SCHEDULES = 1000;
const YEAR_MS = 365 * 86_400_000;
const FROM = Date.UTC(2026, 0, 1, 1);

/** A mixture, with the densest that there are among them. */
const EXPRESSIONS = [
  'rate(4 hours)',
  'cron(0 /4 * * ? *)',
  'cron(0 2/10 * * ? *)',
  'cron(0 8 * * ? *)',
  'cron(0 8 ? * MON-FRI *)',
  'rate(10 days)',
  'rate(30 days)',
  'cron(0 17 L * ? *)',
  'cron(0 1 ? 1/3 SUN#1 *)',
  'cron(0 9 SUNL * ? *)',
];

export function benchWindows(runs: number): Promise<readonly Measurement[]> {
  const values: number[] = [];
  let windows = 0;
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    windows = countWindows();
    values.push(performance.now() - startedAt);
  }
  const what = `a year of windows for ${String(SCHEDULES)} schedules`;
  return Promise.resolve([{ what, unit: 'ms', target: 1000, values, parts: { windows } }]);
}

function countWindows(): number {
  let count = 0;
  for (let index = 0; index < SCHEDULES; index += 1) {
    const schedule = parseSchedule(EXPRESSIONS[index % EXPRESSIONS.length] ?? '');
    for (const { opensAt } of listWindows(schedule, { from: FROM })) {
      if (opensAt >= FROM + YEAR_MS) break;
      count += 1;
    }
  }
  return count;
}

/** How many of the times, in their order, lie in the busiest second of all: any second, not only a whole one. */
export function countBusiestSecond(times: readonly number[]): number {
  let from = 0;
  let most = 0;
  for (const [to, time] of times.entries()) {
    while (time - (times[from] ?? 0) >= 1000) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

// How many items of a map run may fail (Step Functions guide, "Tolerated failure threshold").

export interface Tolerance {
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
}

/** Without a bound no failure is tolerated; of two bounds either is enough. */
export function isTolerated(
  failed: number,
  total: number,
  { toleratedFailureCount: count, toleratedFailurePercentage: percentage }: Tolerance,
): boolean {
  if (count === 0 && percentage === 0) return failed === 0;
  return (
    (count === 0 || failed <= count) && (percentage === 0 || failed * 100 <= percentage * total)
  );
}

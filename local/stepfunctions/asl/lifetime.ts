// How long an execution may be open, whatever its machine says, and however often it is redriven (Step Functions quotas).

const LIFETIME_MS = 365 * 24 * 60 * 60 * 1000;

/** @param startedAt milliseconds since the epoch, as is what this returns */
export function endOfLife({ startedAt }: { readonly startedAt: number }): number {
  return startedAt + LIFETIME_MS;
}

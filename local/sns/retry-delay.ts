// How often a notification is tried, and when. Source: SNS developer guide, "Amazon SNS message delivery retries".
import type { SubscriptionProtocol } from './store.ts';

/** The wait before the nth retry, or undefined where there is none any more. */
export function findRetryDelayMs(
  protocol: SubscriptionProtocol,
  retry: number,
): number | undefined {
  if (protocol === 'http') return retry <= 3 ? 20_000 : undefined;
  if (retry <= 3) return 0;
  if (retry <= 5) return 1_000;
  if (retry <= 15) return Math.round(1_000 * 20 ** ((retry - 5) / 10)); // from 1 s to 20 s
  return retry <= 100_015 ? 20_000 : undefined;
}

// How long a delivery waits before it is tried again: doubling, half of it by chance, never above a bound.
// EventBridge and Scheduler promise "exponential back off and jitter" for up to 24 hours and 185 retries; the numbers are ours.
import type { Random } from './random.ts';

const FIRST_MS = 1_000;
const MAX_MS = 600_000;

/** @param retry 1 for the first retry */
export function nextDelayMs(random: Random, retry: number): number {
  const wholeMs = Math.min(FIRST_MS * 2 ** (retry - 1), MAX_MS);
  return Math.round(wholeMs / 2 + (wholeMs / 2) * toFraction(random));
}

/** From 0 up to, but without, 1. */
export function toFraction(random: Random): number {
  return new DataView(Uint8Array.from(random.bytes(4)).buffer).getUint32(0) / 2 ** 32;
}

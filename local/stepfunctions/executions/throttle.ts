// How many executions may be started: at once from a full bucket, then as the bucket is refilled (Step Functions guide, "Quotas related to API
// action throttling"). Kept in memory: a start of the endpoint fills every bucket.
import type { TokenBucket } from '../../limits.ts';
import type { Environment } from '../../service.ts';
import { throttled } from '../errors.ts';

/** Takes a token. @throws ServiceError ThrottlingException where there is none */
type Throttle = (type: 'STANDARD' | 'EXPRESS', region: string) => void;

const LARGE_REGIONS = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

interface Level {
  readonly tokens: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function createThrottle({ clock, limits }: Pick<Environment, 'clock' | 'limits'>): Throttle {
  const levels = new Map<string, Level>();
  return (type, region) => {
    const elsewhere = LARGE_REGIONS.has(region) ? limits.startBucket : limits.startBucketElsewhere;
    const bucket = type === 'EXPRESS' ? limits.expressStartBucket : elsewhere;
    const key = `${region}/${type}`;
    const now = clock.now();
    const tokens = refill(levels.get(key) ?? { tokens: bucket.size, at: now }, bucket, now);
    if (tokens < 1) throw throttled();
    levels.set(key, { tokens: tokens - 1, at: now });
  };
}

function refill({ tokens, at }: Level, { size, perSecond }: TokenBucket, now: number): number {
  return Math.min(size, tokens + (Math.max(now - at, 0) / 1000) * perSecond);
}

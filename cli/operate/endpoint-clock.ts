// Which time a verb goes by: that of an endpoint on this machine whose clock is moved by hand (`rekey local --clock manual`), else this
// machine's. A schedule that is made there begins there.
import { type CliClock, systemClock } from '../clock.ts';

/** As GET /_rekey/clock answers. */
interface ClockAnswer {
  readonly kind?: unknown;
  readonly now?: unknown;
}

/** The endpoint that the SDK's clients are led to, where it is one of this machine; it has neither quotas nor another's time. */
export function findLocalEndpoint(): URL | undefined {
  const endpoint = process.env['AWS_ENDPOINT_URL'] ?? '';
  return /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(endpoint)
    ? new URL(endpoint)
    : undefined;
}

/** Between two looks time goes on as on this machine, so that what is measured is real. */
export async function findEndpointClock(signal: AbortSignal): Promise<CliClock> {
  const endpoint = findLocalEndpoint();
  const time = endpoint === undefined ? undefined : await askManualTime(endpoint, signal);
  if (time === undefined) return systemClock;
  const aheadMs = time - systemClock.now();
  return { ...systemClock, now: () => systemClock.now() + aheadMs };
}

/** Undefined for real time, and for an endpoint of somebody else's making. */
async function askManualTime(endpoint: URL, signal: AbortSignal): Promise<number | undefined> {
  const response = await fetch(new URL('/_rekey/clock', endpoint), { signal });
  if (!response.ok) return undefined;
  const { kind, now } = (await response.json().catch(() => ({}))) as ClockAnswer;
  return kind === 'manual' && typeof now === 'string' ? Date.parse(now) : undefined;
}

// What POST /_rekey/clock is asked: {"advance": duration}, {"until": time} or {"until": "idle", "within"?: duration}.
import { parseDuration } from './iso-duration.ts';
import type { Move } from './moving.ts';

export type ClockRequest = Move | { readonly kind: 'refused'; readonly message: string };

const IDLE_WITHIN_MS = 7 * 86_400_000;
/** Dates of four digits end here. */
const LATEST = Date.UTC(9999, 11, 31);
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
const DURATIONS =
  'an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as P30D or PT90M';

/** @param body undefined where there was no JSON */
export function parseClockRequest(body: unknown, now: number): ClockRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refuse('Expected a JSON object: {"advance": "P30D"} or {"until": "idle"}.');
  }
  const { advance, until, within, ...others } = body as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    return refuse('There are the fields advance, until and within, and no others.');
  }
  if ((advance === undefined) === (until === undefined)) {
    return refuse('Expected one of advance and until.');
  }
  if (within !== undefined && until !== 'idle')
    return refuse('within goes with {"until": "idle"}.');
  if (advance !== undefined) return parseAdvance(advance, now);
  return until === 'idle' ? parseIdle(within, now) : parseTime(until, now);
}

function parseAdvance(advance: unknown, now: number): ClockRequest {
  const ms = typeof advance === 'string' ? parseDuration(advance) : undefined;
  if (ms === undefined) return refuse(`advance: expected ${DURATIONS}.`);
  return toMove({ kind: 'to', time: now + ms });
}

function parseIdle(within: unknown, now: number): ClockRequest {
  if (within === undefined) return { kind: 'idle', latest: now + IDLE_WITHIN_MS };
  const ms = typeof within === 'string' ? parseDuration(within) : undefined;
  if (ms === undefined) return refuse(`within: expected ${DURATIONS}.`);
  return toMove({ kind: 'idle', latest: now + ms });
}

function parseTime(until: unknown, now: number): ClockRequest {
  const time = typeof until === 'string' && TIMESTAMP.test(until) ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(time)) {
    return refuse('until: expected idle, or a time with its zone, such as 2026-02-01T00:00:00Z.');
  }
  if (time < now)
    return refuse(`until: it is ${new Date(now).toISOString()}, and time does not go back.`);
  return toMove({ kind: 'to', time });
}

function toMove(move: Move): ClockRequest {
  const end = move.kind === 'to' ? move.time : move.latest;
  return end <= LATEST ? move : refuse('Time ends with the year 9999.');
}

function refuse(message: string): ClockRequest {
  return { kind: 'refused', message };
}

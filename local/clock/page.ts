// /_rekey/clock: GET tells what time it is here and what falls due next, POST moves a manual clock.
import type { Clock, ManualClock } from '../clock.ts';
import { isServiceError } from '../service-error.ts';
import { checkLoopback } from '../wire/loopback.ts';
import { findText, toBytes, type WireRequest, type WireResponse } from '../wire/message.ts';
import { createMoving, MoveUnderWay, type Moving } from './moving.ts';
import { type ClockRequest, parseClockRequest } from './request.ts';

export const CLOCK_PAGE = '/_rekey/clock';

export interface ClockPage {
  /** As GET answers it. */
  readonly describe: () => object;
  answer(request: WireRequest): Promise<WireResponse>;
}

interface Movable {
  readonly clock: ManualClock;
  readonly moving: Moving;
}

/** How many due times an answer lists. */
const DUES_MAX = 20;
const BODY_BYTES_MAX = 4096;

export interface ClockPageOptions {
  readonly clock: Clock;
  /** `clock`, where it may be moved from outside. */
  readonly manualClock: ManualClock | undefined;
  /** Awaited before a move is told. */
  readonly durable: () => Promise<void> | undefined;
}

export function createClockPage({ clock, manualClock, durable }: ClockPageOptions): ClockPage {
  const movable: Movable | undefined =
    manualClock === undefined
      ? undefined
      : { clock: manualClock, moving: createMoving(manualClock) };
  const describe = (): object => ({
    kind: movable === undefined ? 'system' : 'manual',
    now: toText(clock.now()),
    ...(movable === undefined ? {} : describeState(movable)),
  });

  const post = async (request: WireRequest): Promise<WireResponse> => {
    if (movable === undefined) {
      return refuse(
        409,
        'ClockNotManual',
        'This endpoint runs on real time. Start it with: rekey local --clock manual',
      );
    }
    const { clock: manual, moving } = movable;
    const asked = parseClockRequest(readBody(request), manual.now());
    if (asked.kind === 'refused') return refuse(400, 'ValidationError', asked.message);
    const signal = request.findSignal?.() ?? new AbortController().signal;
    const { from, to, fellDue, isBroken } = await moving.move(asked, signal);
    await durable();
    return respond(200, {
      from: toText(from),
      ...describe(),
      fellDue,
      ...(isBroken ? { brokenAt: toText(to) } : {}),
      ...describeEnd(asked, moving),
    });
  };

  return {
    describe,
    answer: async (request) => {
      try {
        checkLoopback(request.headers);
        if (request.method === 'GET') return respond(200, describe());
        if (request.method === 'POST') return await post(request);
        const refused = refuse(405, 'MethodNotAllowed', 'GET reads the clock, POST moves it.');
        return { ...refused, headers: { ...refused.headers, allow: 'GET, POST' } };
      } catch (error) {
        if (error instanceof MoveUnderWay) return refuse(409, 'MoveUnderWay', error.message);
        if (isServiceError(error)) return refuse(error.status, error.code, error.message);
        throw error;
      }
    },
  };
}

function describeState({ clock, moving }: Movable): object {
  const dues = clock.listDues();
  const progress = moving.progress();
  return {
    idle: moving.isIdle() && clock.work?.count() === 0,
    inFlight: clock.work?.count() ?? 0,
    ...(progress === undefined
      ? {}
      : {
          moving: {
            from: toText(progress.from),
            until: toText(progress.until),
            fellDue: progress.fellDue,
          },
        }),
    due: dues
      .slice(0, DUES_MAX)
      .map(({ at, what, isBegun }) => ({ at: toText(at), what, begun: isBegun() })),
  };
}

function describeEnd(asked: ClockRequest, moving: Moving): object {
  if (asked.kind !== 'idle' || moving.isIdle()) return {};
  const message = `What has begun had not ended by ${toText(asked.latest)}: see "due". A longer bound: {"until": "idle", "within": "P30D"}`;
  return { message };
}

/** Undefined where it is no JSON. */
function readBody({ body, unread }: WireRequest): unknown {
  if (unread !== undefined || body.length > BODY_BYTES_MAX) return undefined;
  try {
    return JSON.parse(findText(body) ?? '') as unknown;
  } catch {
    return undefined;
  }
}

function refuse(status: number, error: string, message: string): WireResponse {
  return respond(status, { error, message });
}

function respond(status: number, content: object): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: toBytes(JSON.stringify(content)),
  };
}

function toText(ms: number): string {
  return new Date(ms).toISOString();
}

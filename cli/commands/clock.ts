// `rekey clock`: the time of an endpoint with a manual clock, shown or moved, with what goes on while it moves.
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { RotationError } from '../../src/rotation/errors.ts';
import { systemClock } from '../clock.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import type { Writer } from '../writer.ts';

/** As POST /_rekey/clock takes it. */
export type ClockMove =
  | { readonly advance: string }
  | { readonly until: string; readonly within?: string };

export interface ClockOptions {
  /** Undefined where it is to be shown only. */
  readonly move: ClockMove | undefined;
  readonly endpoint: string | undefined;
  readonly json: boolean;
}

/** As the endpoint answers it. */
interface ClockAnswer {
  readonly kind: 'system' | 'manual';
  readonly now: string;
  readonly from?: string;
  readonly idle?: boolean;
  readonly fellDue?: number;
  readonly brokenAt?: string;
  readonly message?: string;
  readonly moving?: { readonly until: string; readonly fellDue: number };
  readonly due?: readonly { readonly at: string; readonly what: string; readonly begun: boolean }[];
}

interface Refusal {
  readonly error: string;
  readonly message: string;
}

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4566';
const MS_BETWEEN_LOOKS = 500;
const DUES_SHOWN = 10;

export async function runClock(
  { move, endpoint, json }: ClockOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const url = toClockUrl(endpoint ?? process.env['AWS_ENDPOINT_URL'] ?? DEFAULT_ENDPOINT);
  const interruption = createInterruption(signals);
  try {
    const answered =
      move === undefined ? ask(url) : moveClock(url, move, writer, interruption.signal);
    const answer = await answered;
    if ('error' in answer) {
      writer.note(`rekey: ${answer.message}`);
      return answer.error === 'ValidationError' ? exitCodes.usage : exitCodes.failure;
    }
    if (json) writer.json(answer);
    else print(answer, writer);
    return answer.message === undefined ? exitCodes.ok : exitCodes.failure;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    writer.note('Stopped on the way: what had happened until then has happened.');
    return exitCodes.failure;
  } finally {
    interruption.release();
  }
}

function toClockUrl(endpoint: string): URL {
  if (/^https?:/.test(endpoint) && URL.canParse(endpoint))
    return new URL('/_rekey/clock', endpoint);
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `--endpoint: expected a URL such as ${DEFAULT_ENDPOINT}, found "${endpoint}".`,
  );
}

async function moveClock(
  url: URL,
  move: ClockMove,
  writer: Writer,
  signal: AbortSignal,
): Promise<ClockAnswer | Refusal> {
  const ended = new AbortController();
  const watched = watch(url, writer, ended.signal);
  try {
    return await ask(url, { method: 'POST', body: JSON.stringify(move), signal });
  } finally {
    ended.abort();
    await watched;
  }
}

/** A line that says how far it is, on a terminal. */
async function watch(url: URL, writer: Writer, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await systemClock.sleep(MS_BETWEEN_LOOKS, signal);
      const answer = await ask(url, { signal });
      if (!('error' in answer) && answer.moving !== undefined) {
        const { until, fellDue } = answer.moving;
        writer.moving(`${answer.now} of ${until}, ${String(fellDue)} due so far`);
      }
    }
  } catch {
    // It has ended, or the call that moves says better what is wrong.
  }
}

/** Not by fetch, which gives an answer five minutes: a long move takes as long as it takes. */
function ask(
  url: URL,
  { method = 'GET', body, signal }: Asked = {},
): Promise<ClockAnswer | Refusal> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, ...(signal === undefined ? {} : { signal }) });
    call.once('error', reject);
    call.once('response', (response) => {
      text(response)
        .then((answer) => resolve(parseAnswer(answer, url)))
        .catch(reject);
    });
    call.end(body);
  });
}

/** A refusal where somebody else's endpoint answers. */
function parseAnswer(answer: string, { origin }: URL): ClockAnswer | Refusal {
  try {
    const parsed = JSON.parse(answer) as Partial<ClockAnswer & Refusal>;
    if ('now' in parsed || 'error' in parsed) return parsed as ClockAnswer | Refusal;
  } catch {
    // It is no JSON, so it is no clock.
  }
  return {
    error: 'NoClock',
    message: `What answers at ${origin} has no clock: is it "rekey local", and of this version?`,
  };
}

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
  readonly signal?: AbortSignal;
}

function print(answer: ClockAnswer, writer: Writer): void {
  if (answer.kind === 'system') {
    writer.line(
      `It is ${answer.now}, real time: only an endpoint with --clock manual can be moved.`,
    );
    return;
  }
  if (answer.from !== undefined) {
    writer.line(`From ${answer.from}, by way of ${toCount(answer.fellDue ?? 0)}.`);
  }
  writer.line(
    `It is ${writer.paint('strong', answer.now)}, ${answer.idle === true ? 'and nothing is under way' : 'and work is under way'}.`,
  );
  for (const { at, what, begun } of (answer.due ?? []).slice(0, DUES_SHOWN)) {
    writer.line(`  ${at}  ${what}${begun ? '' : writer.paint('dim', '  (planned)')}`);
  }
  if (answer.message !== undefined) writer.note(answer.message);
}

function toCount(dues: number): string {
  return dues === 1 ? 'one due time' : `${String(dues)} due times`;
}

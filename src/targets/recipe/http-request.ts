// One request of a recipe over HTTP: to an allowed host only, no redirect followed, bounded in time and size.
// What comes back is data for expressions; nothing of it enters an error.
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import { isTlsFault, tlsRefused } from '../tls.ts';
import { fetchTrusting } from './https-request.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
  readonly milliseconds: number;
}

export interface HttpLimits {
  /** Origins that may be spoken to, such as https://api.example.com. */
  readonly origins: ReadonlySet<string>;
  readonly timeoutMs: number;
  /** `target:<verb>`, for errors. */
  readonly call: string;
  /** Certificates (PEM) of an authority that the runtime does not know. */
  readonly ca?: string | undefined;
}

const answerBytesMax = 256 * 1024;
/** Asked to come back later, or out of order for now (RFC 9110, RFC 6585). */
const TRANSIENT_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504, 507, 509]);

export function isTransientStatus(status: number): boolean {
  return TRANSIENT_STATUSES.has(status);
}

/**
 * @throws RotationError Transient where no answer came (in time); InvalidConfiguration for a host that is not allowed, or a certificate
 *   by nobody known; TargetFailed for an answer that is too large
 */
export async function sendHttpRequest(
  request: HttpRequest,
  limits: HttpLimits,
  context: TargetContext,
): Promise<HttpAnswer> {
  checkUrl(request.url, limits);
  const started = context.clock.now();
  const timeout = new AbortController();
  const stopWaiting = new AbortController();
  context.clock.sleep(limits.timeoutMs, stopWaiting.signal).then(
    () => {
      timeout.abort();
    },
    () => undefined, // the answer came first
  );
  const elapsed = (): number => context.clock.now() - started;
  try {
    const { url, ...init } = request;
    const signal = AbortSignal.any([timeout.signal, context.signal]);
    const response =
      limits.ca !== undefined && url.startsWith('https:')
        ? await fetchTrusting(limits.ca, url, { ...init, signal })
        : await fetch(url, { ...init, signal, redirect: 'manual' });
    const text = await readBounded(response, limits.call);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: parseBody(text),
      milliseconds: elapsed(),
    };
  } catch (error) {
    if (isRotationError(error)) throw error;
    const fault = findTlsFault(error);
    if (fault !== undefined) throw tlsRefused(fault);
    throw toTransient(timeout.signal.aborted, limits, elapsed());
  } finally {
    stopWaiting.abort();
  }
}

/** Credentials never travel in clear, save to this machine itself (tests, sidecars). */
function checkUrl(text: string, { origins, call }: HttpLimits): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !origins.has(url.origin)) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `Request to ${url?.origin ?? 'no valid URL'}: expected one of ${[...origins].join(', ')}, the hosts of the recipe and of the current secret.`,
      { call },
    );
  }
  const loopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `Request to ${url.origin}: expected https, found ${url.protocol.slice(0, -1)}.`,
      { call },
    );
  }
}

async function readBounded(
  response: { readonly status: number; readonly body: unknown },
  call: string,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) {
      throw new RotationError(
        'Rekey.TargetFailed',
        `The target's answer is larger than ${String(answerBytesMax)} bytes.`,
        { call, status: response.status },
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The code of TLS's own error, which fetch wraps. */
function findTlsFault(error: unknown): string | undefined {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  const own = (cause as { readonly code?: unknown } | undefined)?.code ?? code;
  return typeof own === 'string' && isTlsFault(own) ? own : undefined;
}

/** The cause is left behind: Node's fetch puts host, port and sometimes the request into it. */
function toTransient(
  timedOut: boolean,
  { call, timeoutMs }: HttpLimits,
  ms: number,
): RotationError {
  return new RotationError(
    'Rekey.Transient',
    timedOut
      ? `The target did not answer within ${String(timeoutMs / 1000)} s.`
      : 'The connection to the target failed or was cut.',
    { call, milliseconds: ms },
  );
}

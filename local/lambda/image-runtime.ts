// Functions that are no Node zips: a program on this machine, somebody's adapter, takes the event as a POST and answers the result, as the
// Invoke path of Lambda's own runtime emulator does (docs.aws.amazon.com/lambda/latest/dg/images-test.html).
import { type Clock, toRealTime } from '../clock.ts';
import type { LambdaInvocation, LambdaResult, LambdaRuntime } from '../lambda-runtime.ts';
import { toTimeoutPayload } from './sandbox-errors.ts';

export interface ImageRuntimeOptions {
  readonly clock: Clock;
  readonly responseBytesMax: number;
}

/** Zips go to the one runtime, images to the other. */
export function withImages(zips: LambdaRuntime, images: LambdaRuntime): LambdaRuntime {
  return {
    invoke: (invocation) => (invocation.imageUri === undefined ? zips : images).invoke(invocation),
    stop: async () => {
      await Promise.all([zips.stop(), images.stop()]);
    },
  };
}

export function createImageRuntime({
  clock,
  responseBytesMax,
}: ImageRuntimeOptions): LambdaRuntime {
  const stopping = new AbortController();
  return {
    invoke: async (invocation) => {
      const began = clock.now();
      const ended = new AbortController();
      const signal = AbortSignal.any([ended.signal, stopping.signal]);
      const timeout = toRealTime(clock)
        .sleep(invocation.timeoutMs, signal)
        .then(
          (): LambdaResult => ({
            kind: 'died',
            payload: toTimeoutPayload(invocation),
          }),
        );
      // Rejects when the answer was first; nobody waits for it then.
      timeout.catch(() => undefined);
      try {
        const result = await Promise.race([
          post(invocation, { signal, responseBytesMax, deadlineMs: began + invocation.timeoutMs }),
          timeout,
        ]);
        const usage = { durationMs: clock.now() - began, memoryUsedMiB: invocation.memoryMiB };
        return { ...result, usage };
      } finally {
        ended.abort();
      }
    },
    stop: () => {
      stopping.abort();
      return Promise.resolve();
    },
  };
}

async function post(
  { imageUri = '', payload, requestId, functionArn }: LambdaInvocation,
  options: {
    readonly signal: AbortSignal;
    readonly responseBytesMax: number;
    readonly deadlineMs: number;
  },
): Promise<LambdaResult> {
  try {
    const response = await fetch(imageUri, {
      method: 'POST',
      body: payload,
      headers: {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(options.deadlineMs),
        'lambda-runtime-invoked-function-arn': functionArn,
      },
      redirect: 'error',
      signal: options.signal,
    });
    const body = await readBody(response, options.responseBytesMax);
    const isError = !response.ok || response.headers.has('x-amz-function-error');
    return toResult(requestId, body, isError);
  } catch (error) {
    const reason = error instanceof TooLarge ? error.message : 'The adapter cannot be reached';
    return toFault(requestId, reason);
  }
}

/** An adapter may also say by its answer alone that the handler threw, as Lambda's runtime emulator does. */
function toResult(requestId: string, body: string, isError: boolean): LambdaResult {
  const payload = body === '' ? 'null' : body;
  const value = parseJson(payload);
  if (value === undefined) return toFault(requestId, 'The adapter answered no JSON');
  const hasThrown =
    typeof value === 'object' && value !== null && 'errorType' in value && 'errorMessage' in value;
  return { kind: isError || hasThrown ? 'threw' : 'returned', payload };
}

function toFault(requestId: string, reason: string): LambdaResult {
  const errorMessage = `RequestId: ${requestId} Error: ${reason}`;
  return {
    kind: 'died',
    payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }),
  };
}

class TooLarge extends Error {}

async function readBody(response: Response, bytesMax: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > bytesMax) throw new TooLarge('The adapter answered too much');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** Undefined where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

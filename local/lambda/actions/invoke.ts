// Runs a function: at once (RequestResponse), from the queue (Event), or not at all (DryRun).
import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { createLambdaError } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

const TAIL_BYTES_MAX = 4096;

export function invoke(lambda: Lambda): Action<InvocationRequest, InvocationResponse> {
  const { environment, functions, execute, asyncEvents } = lambda;
  const { invokeBytesMax, messageBytesMax } = environment.limits;
  return {
    permissions: permitOnFunction(lambda, 'lambda:InvokeFunction'),
    run: async (input, context) => {
      const name = parseName(input, context);
      const { version } = functions.resolve(name);
      const type = input.InvocationType ?? 'RequestResponse';
      const bytesMax = type === 'Event' ? messageBytesMax : invokeBytesMax;
      const payload = parsePayload(input.Payload, type, bytesMax);
      if (type === 'DryRun') return { StatusCode: 204, ExecutedVersion: version };
      const { requestId } = context;
      if (type === 'Event') {
        asyncEvents.add(name, payload, requestId);
        return { StatusCode: 202 };
      }
      const { result, lines } = await execute({ name, payload, requestId });
      return {
        StatusCode: 200,
        ExecutedVersion: version,
        Payload: Buffer.from(result.payload),
        ...(result.kind === 'returned' ? {} : { FunctionError: 'Unhandled' }),
        ...(input.LogType === 'Tail' ? { LogResult: toTail(lines) } : {}),
      };
    },
  };
}

function parsePayload(
  bytes: Uint8Array | string | undefined,
  type: string,
  bytesMax: number,
): string {
  if (bytes === undefined || bytes.length === 0) return '{}';
  const buffer = Buffer.from(bytes as Uint8Array);
  if (buffer.length > bytesMax) {
    throw createLambdaError(
      'RequestTooLargeException',
      `${String(buffer.length)} byte payload is too large for the ${type} invocation type (limit ${String(bytesMax)} bytes)`,
    );
  }
  const text = buffer.toString('utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    // The parser's own message would quote the payload.
    throw createLambdaError(
      'InvalidRequestContentException',
      'Could not parse request body into json: Could not parse payload into json',
      { cause: error },
    );
  }
  return text;
}

function toTail(lines: readonly string[]): string {
  return Buffer.from(`${lines.join('\n')}\n`)
    .subarray(-TAIL_BYTES_MAX)
    .toString('base64');
}

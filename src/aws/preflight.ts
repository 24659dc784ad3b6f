// Asks the deployed preflight Lambda, which sees the network, the target and the permissions as the rotation's Lambdas see them.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Clock } from '../rotation/effects.ts';
import { parseErrorMessage, RotationError, type RotationErrorCode } from '../rotation/errors.ts';
import type { Preflight, PreflightEvent } from '../rotation/preflight.ts';
import { parseFields } from '../rotation/shape.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

/** The Lambda's own timeout is 60 s, and a second invocation would ask the target a second time. */
const INVOKE_MS_MAX = 70_000;

/**
 * @param functionName the stack's output PreflightFunctionName
 * @throws RotationError where the Lambda could not be invoked, or failed; its error names no secret value
 */
export async function runPreflight(
  config: ClientConfig,
  clock: Clock,
  functionName: string,
  event: PreflightEvent,
  signal: AbortSignal,
): Promise<Preflight> {
  const { requestHandler } = config;
  const patient = {
    ...config,
    maxAttempts: 1,
    requestHandler: { ...requestHandler, requestTimeout: INVOKE_MS_MAX },
  };
  const client = new LambdaClient(patient);
  const call = createTimedCall(() => client, clock);
  const names = { call: 'lambda:InvokeFunction', resource: functionName };
  const input = { FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) };
  try {
    const { FunctionError, Payload } = await call(names, signal, (lambda, options) =>
      lambda.send(new InvokeCommand(input), options),
    );
    const answer = parseAnswer(Payload, functionName);
    if (FunctionError !== undefined) throw toThrown(answer, functionName);
    return answer as unknown as Preflight;
  } finally {
    client.destroy();
  }
}

function parseAnswer(
  payload: Uint8Array | undefined,
  functionName: string,
): Readonly<Record<string, unknown>> {
  const text = Buffer.from(payload ?? []).toString('utf8');
  return parseFields(text === '' ? undefined : JSON.parse(text), `Answer of ${functionName}`);
}

/** What our handler threw, or what Lambda says of a function that did not get so far: killed, or not even loaded. */
function toThrown(answer: Readonly<Record<string, unknown>>, functionName: string): RotationError {
  const { errorType, errorMessage } = answer;
  const { message, facts } = parseErrorMessage(String(errorMessage));
  const isOurs = typeof errorType === 'string' && errorType.startsWith('Rekey.');
  return new RotationError(
    isOurs ? (errorType as RotationErrorCode) : 'Rekey.ServiceFailed',
    isOurs
      ? message
      : `Function ${functionName} failed: ${typeof errorType === 'string' ? errorType : 'Error'}: ${message}`,
    { call: 'lambda:InvokeFunction', ...facts },
  );
}

// Lambda, by arn:aws:states:::lambda:invoke or by the function's own ARN. What the function threw is the Task's error.
import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import { isObject, type Json, type JsonObject, parseJson } from '../asl/json.ts';
import type { TaskResult } from '../asl/position.ts';
import { failed, type Integration, type IntegrationCall, sdkMetadata, succeeded } from './call.ts';
import { callService, missing, nameErrors, toArguments } from './optimized.ts';

const naming = nameErrors({
  prefix: 'Lambda',
  base: 'AWSLambdaException',
  service: 'lambda',
  deniedStatus: 403,
});

export const invokeFields = {
  required: ['FunctionName'],
  optional: ['Payload', 'InvocationType', 'ClientContext', 'Qualifier', 'LogType'],
};

/** The answer with its envelope. */
export const invokeLambda: Integration = {
  run: async (call) => {
    const { Payload: payload, ...rest } = toArguments(call.arguments);
    if (typeof rest['FunctionName'] !== 'string') return missing('FunctionName');
    return await invoke(call, rest, payload, (answer, output) =>
      succeeded(toEnvelope(call, answer, output)),
    );
  },
};

/** The payload alone, as where the Resource is the function's ARN. */
export function createFunctionIntegration(functionArn: string): Integration {
  return {
    run: (call) =>
      invoke(call, { FunctionName: functionArn }, call.arguments, (_answer, output) =>
        succeeded(output ?? null),
      ),
  };
}

function toEnvelope(
  call: IntegrationCall,
  answer: InvocationResponse,
  output: Json | undefined,
): JsonObject {
  const { ExecutedVersion: version = '$LATEST', StatusCode: status = 200, LogResult: log } = answer;
  return {
    ExecutedVersion: version,
    ...(log === undefined ? {} : { LogResult: log }),
    ...(output === undefined ? {} : { Payload: output }),
    ...sdkMetadata(call, { status, headers: { 'X-Amz-Executed-Version': version } }),
    StatusCode: status,
  };
}

async function invoke(
  call: IntegrationCall,
  given: JsonObject,
  payload: Json | undefined,
  toResult: (answer: InvocationResponse, output: Json | undefined) => TaskResult,
): Promise<TaskResult> {
  const input = {
    ...(given as unknown as InvocationRequest),
    ...(payload === undefined ? {} : { Payload: Buffer.from(JSON.stringify(payload)) }),
  };
  return await callService(
    call,
    naming,
    { operation: 'Invoke', input },
    (answer: InvocationResponse) => {
      const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8');
      if (answer.FunctionError !== undefined) return toFunctionFailure(text);
      return toResult(answer, text === '' ? undefined : toValue(text));
    },
  );
}

/** The error is the payload's errorType: the function's own, or such as Sandbox.Timedout. */
function toFunctionFailure(text: string): TaskResult {
  const payload = toValue(text);
  const errorType = isObject(payload) ? payload['errorType'] : undefined;
  if (typeof errorType === 'string' && errorType !== '') return failed(errorType, text);
  return failed(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  );
}

function toValue(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // Lambda hands over whatever the function returned; what is no JSON stays a text.
    return text;
  }
}

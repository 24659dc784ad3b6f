// Lambda, by arn:aws:states:::lambda:invoke or by the function's own ARN. What the function threw is the Task's error.
import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import { isObject, type Json, type JsonObject, parseJson } from '../asl/json.ts';
import type { TaskResult } from '../asl/position.ts';
import { failed, type Integration, type IntegrationCall, sdkMetadata, succeeded } from './call.ts';
import { type ErrorNaming, toFailure } from './error-names.ts';

const naming: ErrorNaming = {
  prefix: 'Lambda',
  base: 'AWSLambdaException',
  service: 'Lambda',
  sdk: () => import('@aws-sdk/client-lambda'),
  deniedStatus: 403,
};

export const invokeFields = {
  required: ['FunctionName'],
  optional: ['Payload', 'InvocationType', 'ClientContext', 'Qualifier', 'LogType'],
};

/** The answer with its envelope. */
export const invokeLambda: Integration = async (call) => {
  const { arguments: given } = call;
  if (!isObject(given) || typeof given['FunctionName'] !== 'string') {
    return failed('States.Runtime', "The field 'FunctionName' is required but was missing");
  }
  const { Payload: payload, ...rest } = given;
  return await invoke(call, rest, payload, (answer, output) =>
    succeeded({
      ExecutedVersion: answer.ExecutedVersion ?? '$LATEST',
      ...(output === undefined ? {} : { Payload: output }),
      ...sdkMetadata(call, {
        status: answer.StatusCode ?? 200,
        headers: { 'X-Amz-Executed-Version': answer.ExecutedVersion ?? '$LATEST' },
      }),
      StatusCode: answer.StatusCode ?? 200,
    }),
  );
};

/** The payload alone, as where the Resource is the function's ARN. */
export function createFunctionIntegration(functionArn: string): Integration {
  return (call) =>
    invoke(call, { FunctionName: functionArn }, call.arguments, (_answer, output) =>
      succeeded(output ?? null),
    );
}

async function invoke(
  { call, principal, region, requestId }: IntegrationCall,
  input: JsonObject,
  payload: Json | undefined,
  toResult: (answer: InvocationResponse, output: Json | undefined) => TaskResult,
): Promise<TaskResult> {
  try {
    const answer = await call<InvocationResponse>({
      service: 'lambda',
      operation: 'Invoke',
      input: {
        ...(input as unknown as InvocationRequest),
        ...(payload === undefined ? {} : { Payload: Buffer.from(JSON.stringify(payload)) }),
      },
      principal,
      region,
    });
    const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8');
    if (answer.FunctionError !== undefined) return toFunctionFailure(text);
    return toResult(answer, text === '' ? undefined : toValue(text));
  } catch (error) {
    return await toFailure(error, naming, requestId);
  }
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

// arn:aws:states:::states:startExecution, without waiting for the execution.
import type { StartExecutionInput, StartExecutionOutput } from '@aws-sdk/client-sfn';
import { isObject } from '../asl/json.ts';
import { failed, type Integration, sdkMetadata, succeeded } from './call.ts';
import { type ErrorNaming, toFailure } from './error-names.ts';

const naming: ErrorNaming = {
  prefix: 'StepFunctions',
  base: 'AWSStepFunctionsException',
  service: 'Sfn',
  sdk: () => import('@aws-sdk/client-sfn'),
};

export const startExecutionFields = {
  required: ['StateMachineArn'],
  optional: ['Input', 'Name', 'TraceHeader'],
};

export const startExecution: Integration = async (call) => {
  const { arguments: given, principal, region, requestId } = call;
  if (!isObject(given) || typeof given['StateMachineArn'] !== 'string') {
    return failed('States.Runtime', "The field 'StateMachineArn' is required but was missing");
  }
  const { StateMachineArn: stateMachineArn, Input: input, Name: name, TraceHeader: trace } = given;
  const request: StartExecutionInput = {
    stateMachineArn,
    ...(input === undefined
      ? {}
      : { input: typeof input === 'string' ? input : JSON.stringify(input) }),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof trace === 'string' ? { traceHeader: trace } : {}),
  };
  try {
    const answer = await call.call<StartExecutionOutput>({
      service: 'stepfunctions',
      operation: 'StartExecution',
      input: request,
      principal,
      region,
    });
    return succeeded({
      ExecutionArn: answer.executionArn ?? null,
      StartDate: answer.startDate?.toISOString() ?? null,
      ...sdkMetadata(call),
    });
  } catch (error) {
    return await toFailure(error, naming, requestId);
  }
};

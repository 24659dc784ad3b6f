// arn:aws:states:::states:startExecution: an execution begun; and with `.sync` or `.sync:2` followed to its end, whose description is the
// Task's result or the cause of its failure (measured on AWS and published: Pascal case, by name, times in epoch milliseconds).
import type {
  DescribeExecutionOutput,
  StartExecutionInput,
  StartExecutionOutput,
} from '@aws-sdk/client-sfn';
import { isServiceError } from '../../service-error.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../asl/json.ts';
import type { TaskResult } from '../asl/position.ts';
import { failed, type Integration, type IntegrationCall, sdkMetadata, succeeded } from './call.ts';
import { toFailure } from './error-names.ts';
import { callService, missing, nameErrors, pick, toArguments, toText } from './optimized.ts';

const naming = nameErrors({
  prefix: 'StepFunctions',
  base: 'AWSStepFunctionsException',
  service: 'sfn',
});

export const startExecutionFields = {
  required: ['StateMachineArn'],
  optional: ['Input', 'Name', 'TraceHeader'],
};

export const startExecution: Integration = { run: begin };

/** Input and Output as the texts that DescribeExecution has. */
export const startExecutionSync: Integration = { run: begin, follow: createFollow((text) => text) };

/** Input and Output as the values that they are. */
export const startExecutionSync2: Integration = { run: begin, follow: createFollow(parseJson) };

/** The execution that a job is. */
export function toExecutionArn(job: Json): string | undefined {
  const arn = isObject(job) ? job['ExecutionArn'] : undefined;
  return typeof arn === 'string' ? arn : undefined;
}

async function begin(call: IntegrationCall): Promise<TaskResult> {
  const given = toArguments(call.arguments);
  const { StateMachineArn: stateMachineArn, Input: input = null } = given;
  if (typeof stateMachineArn !== 'string') return missing('StateMachineArn');
  const { Name: name = call.attemptId, TraceHeader: trace } = pick(given, ['Name', 'TraceHeader']);
  const request: StartExecutionInput = {
    stateMachineArn,
    name: toText(name),
    ...(input === null ? {} : { input: toText(input) }),
    ...(typeof trace === 'string' ? { traceHeader: trace } : {}),
  };
  try {
    const { principal, region } = call;
    const answer = await call.call<StartExecutionOutput>({
      service: 'stepfunctions',
      operation: 'StartExecution',
      input: request,
      principal,
      region,
    });
    return begun(call, answer.executionArn ?? '', answer.startDate?.getTime() ?? 0);
  } catch (error) {
    return findOwn(call, request, error) ?? (await toFailure(error, naming, call.requestId));
  }
}

function begun(call: IntegrationCall, executionArn: string, startedAt: number): TaskResult {
  return succeeded({ ExecutionArn: executionArn, ...sdkMetadata(call), StartDate: startedAt });
}

/** Of a call that is made again: the execution that it began the first time may have ended since. */
function findOwn(
  call: IntegrationCall,
  { input = '{}' }: StartExecutionInput,
  error: unknown,
): TaskResult | undefined {
  if (!call.isAgain || !isServiceError(error) || error.code !== 'ExecutionAlreadyExists') {
    return undefined;
  }
  const arn = /'(arn:[^']+)'/.exec(error.message)?.[1];
  const execution = arn === undefined ? undefined : call.findExecution(arn);
  if (arn === undefined || execution?.input !== input) return undefined;
  return begun(call, arn, execution.startedAt);
}

function createFollow(read: (text: string) => Json): NonNullable<Integration['follow']> {
  return async (call, job) =>
    await callService(
      call,
      naming,
      { operation: 'DescribeExecution', input: { executionArn: toExecutionArn(job) } },
      (execution: DescribeExecutionOutput) => {
        const isGood = execution.status === 'SUCCEEDED';
        return isGood
          ? succeeded(describe(execution, read))
          : failed('States.TaskFailed', JSON.stringify(describe(execution, (text) => text)));
      },
    );
}

function describe(execution: DescribeExecutionOutput, read: (text: string) => Json): JsonObject {
  const { input, output, startDate, stopDate, inputDetails, outputDetails } = execution;
  const texts = JSON.parse(
    JSON.stringify({
      Cause: execution.cause,
      Error: execution.error,
      ExecutionArn: execution.executionArn,
      MapRunArn: execution.mapRunArn,
      Name: execution.name,
      RedriveCount: execution.redriveCount,
      RedriveStatus: execution.redriveStatus,
      RedriveStatusReason: execution.redriveStatusReason,
      RedriveDate: execution.redriveDate?.getTime(),
      StartDate: startDate?.getTime(),
      StateMachineAliasArn: execution.stateMachineAliasArn,
      StateMachineArn: execution.stateMachineArn,
      StateMachineVersionArn: execution.stateMachineVersionArn,
      Status: execution.status,
      StopDate: stopDate?.getTime(),
      TraceHeader: execution.traceHeader,
      ...(inputDetails === undefined ? {} : { InputDetails: { Included: inputDetails.included } }),
      ...(outputDetails === undefined
        ? {}
        : { OutputDetails: { Included: outputDetails.included } }),
    }),
  ) as JsonObject;
  const described: JsonObject = {
    ...texts,
    ...(input === undefined ? {} : { Input: read(input) }),
    ...(output === undefined ? {} : { Output: read(output) }),
  };
  const sorted = Object.entries(described).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted);
}

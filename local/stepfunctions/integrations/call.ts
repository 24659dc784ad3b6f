// What a Task asks of another service, and what comes of it.

import type { Call, Principal } from '../../service.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import type { TaskResult } from '../asl/position.ts';
import type { ExecutionDocument } from '../store.ts';

export interface IntegrationCall {
  readonly arguments: Json;
  /** The machine's role, or that of the Task's Credentials. */
  readonly principal: Principal;
  readonly region: string;
  /** Of the call, as it stands in the answer and in causes. */
  readonly requestId: string;
  readonly call: Call;
  readonly executionArn: string;
  readonly machineArn: string;
  /** A UUID of this attempt of the Task, the same where its call is made again after a restart. */
  readonly attemptId: string;
  /** The endpoint died before it knew the answer: what the call does may be done already. */
  readonly isAgain: boolean;
  readonly findExecution: (executionArn: string) => ExecutionDocument | undefined;
}

export interface Integration {
  /** The call. */
  readonly run: (call: IntegrationCall) => Promise<TaskResult>;
  /** Why such arguments cannot be sent at all, in AWS's words. */
  readonly findFaults?: (given: Json) => Promise<readonly string[]> | readonly string[];
  /** How the job has ended that `run` began with the answer `job`. */
  readonly follow?: (call: IntegrationCall, job: Json) => Promise<TaskResult>;
}

export function succeeded(output: Json): TaskResult {
  return { kind: 'succeeded', output };
}

export function failed(error: string, cause: string): TaskResult {
  return { kind: 'failed', error, cause };
}

/** What optimized integrations add to the service's own answer. */
export function sdkMetadata(
  { requestId }: Pick<IntegrationCall, 'requestId'>,
  {
    status = 200,
    headers = {},
  }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): JsonObject {
  const all: Record<string, string> = { ...headers, 'x-amzn-RequestId': requestId };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(
        Object.entries(all).map(([name, value]) => [name, [value]]),
      ),
      HttpHeaders: all,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

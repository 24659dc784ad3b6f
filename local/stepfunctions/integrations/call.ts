// What a Task asks of another service, and what comes of it.

import type { Call, Principal } from '../../service.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import type { TaskResult } from '../asl/position.ts';

export interface IntegrationCall {
  readonly arguments: Json;
  /** The machine's role. */
  readonly principal: Principal;
  readonly region: string;
  /** Of the call, as it stands in the answer and in causes. */
  readonly requestId: string;
  readonly call: Call;
}

export type Integration = (call: IntegrationCall) => Promise<TaskResult>;

export function succeeded(output: Json): TaskResult {
  return { kind: 'succeeded', output };
}

export function failed(error: string, cause: string): TaskResult {
  return { kind: 'failed', error, cause };
}

/** What optimized integrations add to the service's own answer. */
export function sdkMetadata(
  { requestId }: IntegrationCall,
  {
    status = 200,
    headers = {},
  }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): JsonObject {
  const all: Record<string, string> = { 'x-amzn-RequestId': requestId, ...headers };
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

// What Lambda answers for a function that cannot: its time passed, its memory was used up, its process ended.
// The words are those of real answers; Step Functions takes `errorType` for the error's name.
import type { LambdaInvocation } from '../lambda-runtime.ts';

export function toTimeoutPayload({ requestId, timeoutMs }: LambdaInvocation): string {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return toPayload(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  );
}

export function toOutOfMemoryPayload(requestId: string): string {
  return toPayload(
    'Runtime.OutOfMemory',
    `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  );
}

export function toExitPayload(requestId: string, code: number): string {
  const reason =
    code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${String(code)}`;
  return toPayload('Runtime.ExitError', `RequestId: ${requestId} Error: ${reason}`);
}

function toPayload(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage });
}

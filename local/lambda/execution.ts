// One execution of a function, whoever asked for it: a place, a session, the run, and what it leaves behind.
import { createHash } from 'node:crypto';
import type { LambdaResult, LambdaRuntime } from '../lambda-runtime.ts';
import type { Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { toTraceId } from '../trace-id.ts';
import type { Concurrency } from './concurrency.ts';
import type { FunctionName } from './names.ts';
import { type Reported, toEndLines, toStartLine } from './report.ts';
import type { Session, Sessions } from './sessions.ts';
import type { LambdaStore, Resolved } from './store.ts';
import type { LogEvent, Telemetry } from './telemetry.ts';

export interface Executed {
  readonly result: LambdaResult;
  readonly version: string;
  /** What the function and the platform printed, for LogType Tail. */
  readonly lines: readonly string[];
}

export interface ExecuteRequest {
  readonly name: FunctionName;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
}

/** @throws ServiceError where the function is unknown, throttled, or its role cannot be assumed */
export type Execute = (request: ExecuteRequest) => Promise<Executed>;

export interface ExecuteParts {
  readonly environment: Environment;
  readonly functions: LambdaStore;
  readonly runtime: LambdaRuntime;
  readonly concurrency: Concurrency;
  readonly sessions: Sessions;
  readonly telemetry: Telemetry;
}

export function createExecute(parts: ExecuteParts): Execute {
  const { environment, functions, runtime, sessions, telemetry } = parts;
  const { clock } = environment;

  return async ({ name, payload, requestId }) => {
    const resolved = functions.resolve(name);
    const session = sessions.load(name, resolved);
    const release = acquire(parts, name, resolved);
    const began = clock.now();
    const events: LogEvent[] = [];
    const print = (message: string): void => {
      events.push({ timestamp: clock.now(), message });
    };
    const { version, configuration } = resolved;
    const memoryMiB = configuration.MemorySize ?? 128;
    const toTime = (): string | undefined => (session.isJson ? toIsoTime(clock.now()) : undefined);
    print(toStartLine({ requestId, version }, toTime()));
    // What it calls is a part of this call.
    const unname = clock.work?.name(toTraceId(requestId));
    try {
      // What led here must not be undone by a crash once the function has begun to act on it.
      await environment.store.durable();
      const result = await runtime.invoke({
        ...describeRun(functions, name, resolved, session),
        memoryMiB,
        payload,
        requestId,
        onLog: print,
      });
      const usage = result.usage ?? { durationMs: clock.now() - began, memoryUsedMiB: memoryMiB };
      const failure = toFailure(result);
      if (failure?.status === 'timeout') print(toTimeoutLine(result, clock.now()));
      for (const line of toEndLines({ requestId, version, memoryMiB, usage, failure }, toTime())) {
        print(line);
      }
      // One commit for both: on a disk it is what an invocation costs most.
      environment.store.transaction(() => {
        telemetry.writeLog(session, events);
        telemetry.count(name.region, name.name, [
          { MetricName: 'Invocations', Value: 1, Unit: 'Count' },
          { MetricName: 'Errors', Value: failure === undefined ? 0 : 1, Unit: 'Count' },
          { MetricName: 'Duration', Value: usage.durationMs, Unit: 'Milliseconds' },
        ]);
      });
      return { result, version, lines: events.map(({ message }) => message) };
    } finally {
      unname?.();
      release();
    }
  };
}

function acquire(
  { concurrency, telemetry }: ExecuteParts,
  name: FunctionName,
  { record }: Resolved,
) {
  try {
    return concurrency.acquire(name, record);
  } catch (error) {
    if (isServiceError(error) && error.code === 'TooManyRequestsException') {
      telemetry.count(name.region, name.name, [
        { MetricName: 'Throttles', Value: 1, Unit: 'Count' },
      ]);
    }
    throw error;
  }
}

function describeRun(
  functions: LambdaStore,
  name: FunctionName,
  { codeSha256, imageUri, configuration }: Resolved,
  session: Session,
) {
  return {
    functionArn: name.arn,
    functionName: name.name,
    handler: configuration.Handler ?? '',
    codeSha256,
    readCode: () => checkHash(functions.readCode(name.region, codeSha256), codeSha256),
    ...(imageUri === undefined ? {} : { imageUri }),
    environment: session.variables,
    timeoutMs: (configuration.Timeout ?? 3) * 1000,
  };
}

/** What runs is what was uploaded. */
function checkHash(zip: Uint8Array, codeSha256: string): Uint8Array {
  const found = createHash('sha256').update(zip).digest('hex');
  if (found !== codeSha256) throw new Error('Stored code differs from its hash');
  return zip;
}

function toFailure(result: LambdaResult): Reported['failure'] {
  if (result.kind === 'returned') return undefined;
  const { errorType } = JSON.parse(result.payload) as { readonly errorType?: unknown };
  if (errorType === 'Sandbox.Timedout') return { status: 'timeout', errorType };
  return { status: 'error', errorType: typeof errorType === 'string' ? errorType : 'Unhandled' };
}

function toTimeoutLine({ payload }: LambdaResult, now: number): string {
  const { errorMessage } = JSON.parse(payload) as { readonly errorMessage: string };
  const [, requestId = '', reason = ''] = /^RequestId: (\S+) Error: (.*)$/.exec(errorMessage) ?? [];
  return `${toIsoTime(now)} ${requestId} ${reason}`;
}

function toIsoTime(now: number): string {
  return new Date(now).toISOString();
}

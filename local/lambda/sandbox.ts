// One worker thread with one loaded handler, as one execution environment of AWS: it answers one invocation
// at a time, and whatever kills it (time, memory, exit) is an answer too.
import { Worker } from 'node:worker_threads';
import { type Clock, toRealTime } from '../clock.ts';
import type { LambdaInvocation, LambdaResult } from '../lambda-runtime.ts';
import { toTraceId } from '../trace-id.ts';
import { toExitPayload, toOutOfMemoryPayload, toTimeoutPayload } from './sandbox-errors.ts';

export interface Sandbox {
  run(invocation: LambdaInvocation): Promise<LambdaResult>;
  /** False once the worker has died or must not be used again. */
  isAlive(): boolean;
  end(): Promise<void>;
}

export interface SandboxOptions {
  readonly clock: Clock;
  readonly workerUrl: URL;
  readonly taskRoot: string;
  readonly responseBytesMax: number;
}

/** What the worker posts: see worker.mjs. */
type Message =
  | { readonly kind: 'ready'; readonly initMs: number }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'fatal'; readonly payload: string }
  | {
      readonly kind: 'answer';
      readonly outcome: 'returned' | 'threw';
      readonly payload: string;
      readonly durationMs: number;
      readonly memoryUsedMiB: number;
    };

/** The init phase has its own time before the function's timeout begins to count. */
const INIT_MS_MAX = 10_000;
/** Made once: an abort without a reason makes an error with its stack each time. */
const ENDED = new Error('The invocation has ended.');

export function startSandbox(first: LambdaInvocation, options: SandboxOptions): Sandbox {
  const { clock } = options;
  /** A function that never ends is stopped, even where the endpoint's time stands still for as long as it runs. */
  const realClock = toRealTime(clock);
  const worker = createWorker(first, options);
  let alive = true;
  /** Loaded, or dead: nobody need wait for it. */
  let isReady = false;
  let initMs: number | undefined;
  let fatalPayload: string | undefined;
  let outOfMemory = false;
  let current: LambdaInvocation | undefined = first;
  let finish: ((result: LambdaResult) => void) | undefined;
  const { promise: ready, resolve: tellReady } = createDeferred<undefined>();
  const setReady = (): void => {
    isReady = true;
    tellReady(undefined);
  };

  worker.on('message', (message: Message) => {
    if (message.kind === 'log') current?.onLog(message.line);
    else if (message.kind === 'fatal') fatalPayload = message.payload;
    else if (message.kind === 'ready') {
      initMs = message.initMs;
      setReady();
    } else {
      const { outcome, payload, durationMs, memoryUsedMiB } = message;
      const usage = { durationMs, memoryUsedMiB, ...(initMs === undefined ? {} : { initMs }) };
      initMs = undefined;
      finish?.({ kind: outcome, payload, usage });
    }
  });
  worker.on('error', (error: Error & { readonly code?: string }) => {
    outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  });
  worker.on('exit', (code) => {
    alive = false;
    setReady();
    if (fatalPayload !== undefined) finish?.({ kind: 'threw', payload: fatalPayload });
    else {
      const requestId = current?.requestId ?? '';
      const payload = outOfMemory
        ? toOutOfMemoryPayload(requestId)
        : toExitPayload(requestId, code);
      finish?.({ kind: 'died', payload });
    }
  });

  const end = async (): Promise<void> => {
    alive = false;
    await worker.terminate();
  };

  const run = async (invocation: LambdaInvocation): Promise<LambdaResult> => {
    current = invocation;
    const { promise: result, resolve } = createDeferred<LambdaResult>();
    finish = resolve;
    worker.ref();
    try {
      if (!isReady) await waitFor(ready, realClock, INIT_MS_MAX);
      worker.postMessage({
        requestId: invocation.requestId,
        functionArn: invocation.functionArn,
        payload: invocation.payload,
        remainingMs: invocation.timeoutMs,
        nowMs: clock.now(),
        isStanding: clock.work !== undefined,
        traceId: toTraceId(invocation.requestId),
      });
      const inTime = await waitFor(result, realClock, invocation.timeoutMs);
      if (inTime !== undefined) return inTime;
      finish = undefined;
      await end();
      return { kind: 'died', payload: toTimeoutPayload(invocation) };
    } finally {
      finish = undefined;
      current = undefined;
      worker.unref();
    }
  };

  return { run, isAlive: () => alive, end };
}

function createWorker(first: LambdaInvocation, options: SandboxOptions): Worker {
  const { clock, workerUrl, taskRoot, responseBytesMax } = options;
  const time = { nowMs: clock.now(), isStanding: clock.work !== undefined };
  const worker = new Worker(workerUrl, {
    workerData: { taskRoot, handler: first.handler, responseBytesMax, ...time },
    env: { ...first.environment, LAMBDA_TASK_ROOT: taskRoot },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: first.memoryMiB },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** Undefined where it takes longer. */
async function waitFor<Value>(
  promise: Promise<Value>,
  clock: Clock,
  ms: number,
): Promise<Value | undefined> {
  const ended = new AbortController();
  const late = clock.sleep(ms, ended.signal).catch(() => undefined);
  try {
    return (await Promise.race([promise, late])) as Value | undefined;
  } finally {
    ended.abort(ENDED);
  }
}

function createDeferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

// The inside of a sandbox: loads one handler and answers one invocation at a time, as AWS's Node.js runtime does.
// Plain JavaScript in one file: a worker cannot start from TypeScript on Node 20, and a bundle carries it as it is.
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { setTime, toRemainingMs } from './worker-time.mjs';

/** What one invocation may print before the rest is dropped, so that a loop of console.log cannot fill the endpoint. */
const LOG_LINES_MAX = 10_000;
const LOG_LINE_CHARACTERS_MAX = 256 * 1024;

const { taskRoot, handler, responseBytesMax } = workerData;
const { env } = process;
const isJson = env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const functionConsole = console;
// biome-ignore lint/style/noRestrictedGlobals: a sandbox has no clock but its own
const monotonic = performance;
/** The invocation that runs now, or undefined between two. */
let current;
let linesPrinted = 0;

setTime({ ...workerData, remainingMs: 0 });
redirectOutput();
guardEndpoint();
process.on('uncaughtException', (error) => endWith(toErrorBody(error)));
process.on('unhandledRejection', (reason) => endWith(toRejectionBody(reason)));
// A handler that calls back is answered for once its event loop is empty, and so is one that never answers.
process.on('beforeExit', () => current && answer(current.pending ?? returned(null)));

const started = monotonic.now();
loadHandler().then(
  (run) => {
    parentPort.on('message', (invocation) => startInvocation(run, invocation));
    parentPort.postMessage({ kind: 'ready', initMs: monotonic.now() - started });
  },
  (error) => endWith(toErrorBody(error)),
);

function startInvocation(run, invocation) {
  setTime(invocation);
  env._X_AMZN_TRACE_ID = invocation.traceId;
  linesPrinted = 0;
  current = { ...invocation, started: monotonic.now(), context: undefined, pending: undefined };
  current.context = createContext(current);
  // Without the port the loop may run empty, which is how AWS ends a handler that never answers.
  parentPort.unref();
  const mine = current;
  const settle = (outcome) => mine === current && answer(outcome);
  const callback = (error, value) => {
    const outcome = error === undefined || error === null ? returned(value) : threw(error);
    if (!mine.context.callbackWaitsForEmptyEventLoop) settle(outcome);
    else mine.pending ??= outcome;
  };
  try {
    const event = JSON.parse(mine.payload);
    const value = run(event, mine.context, callback);
    if (typeof value?.then === 'function') {
      value.then(
        (result) => settle(returned(result)),
        (error) => settle(threw(error)),
      );
    }
  } catch (error) {
    settle(threw(error));
  }
}

function answer(outcome) {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  parentPort.ref();
  parentPort.postMessage({
    kind: 'answer',
    ...outcome,
    durationMs: monotonic.now() - current.started,
    memoryUsedMiB: Math.ceil((heap + external) / 2 ** 20),
  });
  current = undefined;
}

function returned(value) {
  let payload;
  try {
    payload = JSON.stringify(value === undefined ? null : value) ?? 'null';
  } catch {
    return threw(new Error('Unable to stringify response body'));
  }
  if (Buffer.byteLength(payload) <= responseBytesMax) return { outcome: 'returned', payload };
  const body = {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${responseBytesMax} bytes).`,
  };
  return { outcome: 'threw', payload: JSON.stringify(body) };
}

function threw(error) {
  const body = toErrorBody(error);
  printError('Invoke Error ', body);
  return { outcome: 'threw', payload: JSON.stringify(body) };
}

/** An error that no handler can answer for: the sandbox ends with it. */
function endWith(body) {
  printError('Uncaught Exception ', body);
  parentPort.postMessage({ kind: 'fatal', payload: JSON.stringify(body) });
  process.exit(128);
}

function toErrorBody(error) {
  if (!types.isNativeError(error) && !(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.runtimeType ?? error.name ?? 'Error',
    errorMessage: String(error.message).replaceAll(taskRoot, '/var/task'),
    trace: String(error.stack ?? '')
      .replaceAll(taskRoot, '/var/task')
      .split('\n'),
  };
}

function toRejectionBody(reason) {
  const body = toErrorBody(reason);
  return {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: types.isNativeError(reason) ? String(reason) : body.errorMessage,
    trace: body.trace,
  };
}

async function loadHandler() {
  const { file, names } = parseHandler();
  const module = await loadModule(file);
  for (const exports of [module, module.default]) {
    let found = exports;
    for (const name of names) found = found?.[name];
    if (typeof found === 'function') return found;
  }
  const path = handler.slice(handler.lastIndexOf('/') + 1);
  throw runtimeError('Runtime.HandlerNotFound', `${path} is undefined or not exported`);
}

/** `functions/plan.handler` is the export `handler` of functions/plan.js, .mjs or .cjs. */
function parseHandler() {
  if (handler.includes('..')) {
    const message = `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
    throw runtimeError('Runtime.MalformedHandlerName', message);
  }
  const slash = handler.lastIndexOf('/') + 1;
  const [name, ...names] = handler.slice(slash).split('.');
  if (names.length === 0) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler');
  return { file: join(taskRoot, handler.slice(0, slash), name), names };
}

async function loadModule(path) {
  const file = ['', '.js', '.mjs', '.cjs']
    .map((end) => path + end)
    .find((name) => fs.statSync(name, { throwIfNoEntry: false })?.isFile());
  if (file === undefined) {
    const name = path.slice(taskRoot.length + 1);
    const message = `Error: Cannot find module '${name}'\nRequire stack:\n- /var/runtime/index.mjs`;
    throw runtimeError('Runtime.ImportModuleError', message);
  }
  try {
    if (file.endsWith('.mjs')) return await import(pathToFileURL(file).href);
    return await requireOrImport(file);
  } catch (error) {
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`, error);
    }
    if (error instanceof SyntaxError) {
      throw runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
    }
    throw error;
  }
}

async function requireOrImport(file) {
  try {
    return createRequire(file)(file);
  } catch (error) {
    const isModule =
      error?.code === 'ERR_REQUIRE_ESM' || error?.code === 'ERR_REQUIRE_ASYNC_MODULE';
    if (!isModule) throw error;
    return await import(pathToFileURL(file).href);
  }
}

function runtimeError(runtimeType, message, cause) {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.runtimeType = runtimeType;
  if (cause?.stack !== undefined) error.stack = `${runtimeType}: ${message}\n${cause.stack}`;
  return error;
}

function createContext(invocation) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION ?? '$LATEST',
    invokedFunctionArn: invocation.functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: invocation.requestId,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: toRemainingMs,
  };
}

/** Everything that a function prints becomes log events: console in AWS's form, raw output line by line. */
function redirectOutput() {
  const levels = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG' };
  for (const [method, level] of Object.entries({ ...levels, trace: 'TRACE' })) {
    functionConsole[method] = (...values) => printAtLevel(level, values);
  }
  for (const stream of [process.stdout, process.stderr]) {
    let rest = '';
    stream.write = (chunk, encoding, done) => {
      rest = printLines(rest + toText(chunk, encoding));
      const written = typeof encoding === 'function' ? encoding : done;
      if (typeof written === 'function') process.nextTick(written);
      return true;
    };
  }
  // Loggers such as pino write to the descriptors themselves, which are the endpoint's.
  const { writeSync } = fs;
  fs.writeSync = (descriptor, data, ...rest) => {
    if (descriptor !== 1 && descriptor !== 2) return writeSync(descriptor, data, ...rest);
    const text = toText(data);
    const left = printLines(text);
    if (left !== '') print(left);
    return Buffer.byteLength(text);
  };
  syncBuiltinESMExports();
}

function toText(chunk, encoding) {
  if (typeof chunk === 'string') return chunk;
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString(
    typeof encoding === 'string' ? encoding : 'utf8',
  );
}

function printLines(text) {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) print(line);
  return rest;
}

function printAtLevel(level, values) {
  // biome-ignore lint/plugin: the function's own Date, as setTime() leaves it
  const timestamp = new Date().toISOString();
  const requestId = current?.requestId;
  if (isJson) {
    const message =
      values.length === 1 && typeof values[0] === 'object' ? values[0] : format(...values);
    print(JSON.stringify({ timestamp, level, requestId, message }));
  } else {
    print(`${timestamp}\t${requestId}\t${level}\t${format(...values)}`);
  }
}

function printError(label, { trace, ...body }) {
  printAtLevel('ERROR', [`${label}\t${JSON.stringify({ ...body, stack: trace })}`]);
}

function print(line) {
  linesPrinted += 1;
  if (linesPrinted > LOG_LINES_MAX) return;
  const text = linesPrinted === LOG_LINES_MAX ? '[output beyond this line was dropped]' : line;
  parentPort.postMessage({ kind: 'log', line: text.slice(0, LOG_LINE_CHARACTERS_MAX) });
}

/** A worker shares its process with the endpoint, so what would end or move the process ends the worker alone. */
function guardEndpoint() {
  const { kill } = process;
  process.kill = (pid, signal) => (pid === process.pid ? process.exit(137) : kill(pid, signal));
  process.cwd = () => taskRoot;
}

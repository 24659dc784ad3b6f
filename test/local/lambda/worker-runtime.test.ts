import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createManualClock, createSystemClock } from '../../../local/clock.ts';
import { createWorkerRuntime } from '../../../local/lambda/worker-runtime.ts';
import type { LambdaInvocation, LambdaRuntime } from '../../../local/lambda-runtime.ts';
import { zip } from './functions.ts';

// Threads start slowly on a busy machine.
let runtime: LambdaRuntime = createRuntime();
afterEach(async () => {
  await runtime.stop();
  runtime = createRuntime();
});

function createRuntime(): LambdaRuntime {
  return createWorkerRuntime({ clock: createSystemClock(), responseBytesMax: 6_291_456 });
}

interface Given extends Partial<LambdaInvocation> {
  readonly files?: Readonly<Record<string, string>>;
  readonly event?: unknown;
}

async function run(code: string, given: Given = {}) {
  const { files = { 'index.js': code }, event = {}, ...invocation } = given;
  const bytes = zip(files);
  const lines: string[] = [];
  const result = await runtime.invoke({
    functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
    functionName: 'f',
    handler: 'index.handler',
    codeSha256: createHash('sha256').update(bytes).digest('hex'),
    readCode: () => bytes,
    environment: { AWS_LAMBDA_FUNCTION_NAME: 'f', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128' },
    timeoutMs: 10_000,
    memoryMiB: 128,
    payload: JSON.stringify(event),
    requestId: 'req-1',
    onLog: (line) => lines.push(line),
    ...invocation,
  });
  return { ...result, body: JSON.parse(result.payload) as unknown, lines };
}

describe('a handler that answers', () => {
  test('gives what an async CommonJS handler returns', async () => {
    const { kind, body, usage } = await run(
      'exports.handler = async (event) => ({ got: event.x })',
      { event: { x: 1 } },
    );
    expect(kind).toBe('returned');
    expect(body).toEqual({ got: 1 });
    expect(usage?.initMs).toBeGreaterThan(0);
    expect(usage?.memoryUsedMiB).toBeGreaterThan(0);
  });

  test('gives what a callback is called with', async () => {
    const { body } = await run(
      'exports.handler = (event, context, callback) => setTimeout(() => callback(null, "late"), 5)',
    );
    expect(body).toBe('late');
  });

  test('answers null where nothing calls back and the event loop is empty', async () => {
    const { kind, body } = await run('exports.handler = () => {}');
    expect([kind, body]).toEqual(['returned', null]);
  });

  test.each([
    [
      'an .mjs file',
      { 'index.mjs': 'export const handler = async () => import.meta.url.length > 0' },
    ],
    [
      'a package of type module',
      {
        'package.json': '{"type":"module"}',
        'index.js': 'export const handler = async () => true',
      },
    ],
    ['a CommonJS file in a folder', { 'functions/plan.js': 'exports.handler = async () => true' }],
  ])('loads %s', async (_, files) => {
    const handler = 'functions/plan.js' in files ? 'functions/plan.handler' : 'index.handler';
    expect((await run('', { files, handler })).body).toBe(true);
  });

  test('has the context and the variables of its function only', async () => {
    const { body } = await run(
      `exports.handler = async (event, context) => ({
        requestId: context.awsRequestId, arn: context.invokedFunctionArn, memory: context.memoryLimitInMB,
        remaining: context.getRemainingTimeInMillis(), env: Object.keys(process.env).sort(),
        root: process.env.LAMBDA_TASK_ROOT === __dirname })`,
      { environment: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128', STAGE: 'dev' } },
    );
    expect(body).toMatchObject({
      requestId: 'req-1',
      arn: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
      memory: '128',
      root: true,
      env: ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'LAMBDA_TASK_ROOT', 'STAGE', '_X_AMZN_TRACE_ID'],
    });
    const { remaining } = body as { remaining: number };
    expect(remaining).toBeGreaterThan(9000);
    expect(remaining).toBeLessThanOrEqual(10_000);
  });

  test('is kept warm for the next invocation, and new code starts anew', async () => {
    const code = 'let n = 0; exports.handler = async () => ++n';
    expect((await run(code)).body).toBe(1);
    expect((await run(code)).body).toBe(2);
    expect((await run(`${code};`)).body).toBe(1);
  });

  test('shares its sandbox with nobody while it runs', async () => {
    const code =
      'let n = 0; exports.handler = async () => { n++; await new Promise((r) => setTimeout(r, 30)); return n }';
    const bodies = (await Promise.all([run(code), run(code)])).map(({ body }) => body);
    expect(bodies).toEqual([1, 1]);
  });
});

describe('a handler that fails', () => {
  test('gives name, message and trace of what it threw', async () => {
    const { kind, body, lines } = await run(
      'class Refused extends Error { name = "Refused" }; exports.handler = async () => { throw new Refused("no") }',
    );
    expect(kind).toBe('threw');
    expect(body).toMatchObject({ errorType: 'Refused', errorMessage: 'no' });
    expect((body as { trace: string[] }).trace[1]).toContain('/var/task/index.js');
    expect(lines[0]).toMatch(/^\S+Z\treq-1\tERROR\tInvoke Error \t\{"errorType":"Refused"/);
  });

  test('gives the type of a thing thrown that is no Error', async () => {
    const { body } = await run('exports.handler = async () => { throw "text" }');
    expect(body).toEqual({ errorType: 'string', errorMessage: 'text', trace: [] });
  });

  test('is stopped when its time has passed, though it never yields', async () => {
    const { kind, body } = await run('exports.handler = () => { for (;;); }', { timeoutMs: 1000 });
    expect(kind).toBe('died');
    expect(body).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: req-1 Error: Task timed out after 1.00 seconds',
    });
  });

  test('dies of using more memory than it has, and the endpoint does not', async () => {
    const { kind, body } = await run(
      'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())) }',
      { memoryMiB: 32 },
    );
    expect(kind).toBe('died');
    expect(body).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
    expect((await run('exports.handler = async () => 1')).body).toBe(1);
  });

  test.each([
    ['exit(3)', 'exit status 3'],
    ['kill(process.pid)', 'exit status 137'],
  ])('ends alone by process.%s', async (how, reason) => {
    const { body } = await run(`exports.handler = async () => process.${how}`);
    expect(body).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: req-1 Error: Runtime exited with error: ${reason}`,
    });
  });

  test.each([
    ['Runtime.HandlerNotFound', 'exports.other = 1', 'index.handler is undefined or not exported'],
    [
      'Runtime.ImportModuleError',
      'require("nothing-here")',
      expect.stringContaining("Error: Cannot find module 'nothing-here'"),
    ],
    ['Runtime.UserCodeSyntaxError', 'exports.handler = (', expect.stringContaining('SyntaxError')],
    ['TypeError', 'null.x', expect.stringContaining('null')],
  ])('answers %s where the code cannot be loaded', async (errorType, code, errorMessage) => {
    const { kind, body } = await run(code);
    expect(kind).toBe('threw');
    expect(body).toMatchObject({ errorType, errorMessage });
  });

  test('answers for a rejection that nobody awaited', async () => {
    const { body } = await run(
      'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise((r) => setTimeout(r, 500)) }',
    );
    expect(body).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    });
  });

  test('has NODE_OPTIONS of its own, and exits as Node does where they are none', async () => {
    const code = 'exports.handler = async () => process.env.NODE_OPTIONS';
    const use = async (NODE_OPTIONS: string) =>
      (await run(code, { environment: { NODE_OPTIONS } })).body;
    expect(await use('--enable-source-maps')).toBe('--enable-source-maps');
    expect(await use('--nonsense')).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: req-1 Error: Runtime exited with error: exit status 9',
    });
  });

  test('cannot answer with more than a response may hold', async () => {
    const { body } = await run('exports.handler = async () => "x".repeat(6291456)');
    expect(body).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });
});

test('everything that a function prints is a log line, in AWS form for console', async () => {
  const { lines } = await run(
    `exports.handler = async () => {
      console.log('one %s', 1); console.error('two'); process.stdout.write('three\\nfour\\n');
      require('node:fs').writeSync(1, 'five\\n'); new console.Console(process.stdout).log('six') }`,
  );
  expect(lines).toEqual([
    expect.stringMatching(/^\S+Z\treq-1\tINFO\tone 1$/),
    expect.stringMatching(/^\S+Z\treq-1\tERROR\ttwo$/),
    'three',
    'four',
    'five',
    'six',
  ]);
});

test("a function's Date follows the endpoint's clock", async () => {
  await runtime.stop();
  const clock = createManualClock(Date.UTC(2031, 0, 2));
  runtime = createWorkerRuntime({ clock, responseBytesMax: 100_000 });
  const { body } = await run(
    'exports.handler = async () => [new Date().toISOString(), Date.now()]',
  );
  expect(body).toEqual([expect.stringMatching(/^2031-01-02T00:00:0/), expect.any(Number)]);
});

test('sandboxes without work end after a while', async () => {
  await runtime.stop();
  const clock = createManualClock(Date.UTC(2031, 0, 2));
  runtime = createWorkerRuntime({ clock, responseBytesMax: 100_000, idleMsMax: 60_000 });
  const code = 'let n = 0; exports.handler = async () => ++n';
  await run(code);
  await clock.advance(59_000);
  expect((await run(code)).body).toBe(2);
  await clock.advance(60_000);
  expect((await run(code)).body).toBe(1);
});

test.each(['../evil.js', '/evil.js', 'a/../../evil.js'])(
  'a zip that names %s is refused',
  async (name) => {
    await expect(run('', { files: { [name]: 'x' } })).rejects.toThrow(
      'Could not unzip uploaded file',
    );
  },
);

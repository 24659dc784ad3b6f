import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import { RotationError } from '../../../src/rotation/errors.ts';
import type { Ports, SecretStore } from '../../../src/rotation/ports.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { createHandler, type Definition, type Handler } from '../../../src/runtime/handler.ts';
import { createInvocations } from '../../../src/runtime/invocation.ts';
import { redactMessages } from '../../../src/runtime/redact-messages.ts';

const config = {
  service: 'rekey-test',
  region: 'us-east-1',
  logLevel: 'INFO',
  noticeTopicArn: undefined,
} as const;
const canary = 'canary-7f3a90bd';
let clock: ManualClock;
let printed: string[];

beforeEach(() => {
  clock = createManualClock(1000);
  printed = [];
  // Powertools writes through a Console of its own, made from process.stdout and process.stderr.
  const write = (chunk: unknown): boolean => printed.push(String(chunk)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(write);
  jest.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('returns what the rule returns, and logs the start and the end but not the event', async () => {
  const handler = createTestHandler(async (_, event) => ({ ...event, done: true }));
  await expect(invoke(handler, { secretId: 'api-of-acme' })).resolves.toEqual({
    secretId: 'api-of-acme',
    done: true,
  });
  const lines = printed.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map((line) => line['message'])).toEqual(['started', 'ended']);
  expect(lines[1]).toMatchObject({
    service: 'rekey-test',
    function: 'test-step',
    requestId: 'request-1',
    result: 'ok',
    milliseconds: 0,
  });
  expect(printed.join('')).not.toContain('api-of-acme');
});

test('lets an error of ours out with its code as name and its facts in the text', async () => {
  const handler = createTestHandler(async () => {
    const facts = { call: 'target:test', status: 503, milliseconds: 40 };
    throw new RotationError('Rekey.Transient', 'The target asked to wait.', facts);
  });
  const error = await catchError(invoke(handler, {}));
  expect(error.name).toBe('Rekey.Transient');
  expect(error.message).toBe(
    'The target asked to wait. [call=target:test status=503 milliseconds=40]',
  );
  expect(Object.keys(error).filter((key) => key !== 'name')).toEqual([]);
});

test('lets no value out of an error that quotes it, nor into the log', async () => {
  const handler = createTestHandler(async ({ secrets, signal }) => {
    await secrets.readCurrent('admin', signal);
    throw new RotationError(
      'Rekey.TargetFailed',
      `The target says: bad key ${canary}.`,
      {},
      {
        cause: new Error(canary),
      },
    );
  });
  const error = await catchError(invoke(handler, {}));
  expect(error.message).toBe('The target says: bad key [redacted].');
  expect(error.stack).not.toContain(canary);
  expect(error.cause).toBeUndefined();
  expect(printed.join('')).not.toContain(canary);
});

test('an answer that tells of errors quotes no value, and keeps the names that look like one', async () => {
  const handler = createTestHandler(async ({ secrets, signal }, _, redact) => {
    await secrets.readCurrent('admin', signal);
    return redactMessages({ name: canary, problem: { message: `bad key ${canary}` } }, redact);
  });
  expect(await invoke(handler, {})).toEqual({
    name: canary,
    problem: { message: 'bad key [redacted]' },
  });
});

test('turns an unexpected error into a constant, with its detail in the log only', async () => {
  const handler = createTestHandler(async ({ secrets, signal }) => {
    const value = await secrets.readCurrent('admin', signal);
    throw new TypeError(`cannot read ${value.reveal()} of undefined`);
  });
  const error = await catchError(invoke(handler, {}));
  expect(error.name).toBe('Rekey.Internal');
  expect(error.message).toContain('request-1');
  expect(error.message).not.toContain('undefined');
  expect(printed.join('')).toContain('cannot read [redacted] of undefined');
  expect(printed.join('')).not.toContain(canary);
});

test('forgets the values of one invocation before the next', async () => {
  const handler = createTestHandler(async ({ secrets, signal }, event) => {
    if ('read' in event) await secrets.readCurrent('admin', signal);
    throw new RotationError('Rekey.TargetFailed', canary);
  });
  expect((await catchError(invoke(handler, { read: true }))).message).toBe('[redacted]');
  expect((await catchError(invoke(handler, {}))).message).toBe(canary);
});

test('refuses a bad event before anything is done', async () => {
  const run = jest.fn<() => Promise<never>>();
  const handler = createHandler(
    {
      name: 'test-step',
      parse: () => {
        throw new RotationError('Rekey.InvalidConfiguration', 'secretId: expected a name');
      },
      run,
    },
    buildRuntime,
  );
  expect((await catchError(invoke(handler, {}))).name).toBe('Rekey.InvalidConfiguration');
  expect(run).not.toHaveBeenCalled();
});

test('builds ports of its own once for all invocations', async () => {
  const createOwnPorts = jest.fn((time: Ports['clock']) => ({ madeAt: time.now() }));
  const handler = createHandler(
    {
      name: 'test-step',
      parse: () => null,
      createOwnPorts,
      run: async ({ madeAt, clock: time }) => ({ madeAt, now: time.now() }),
    },
    buildRuntime,
  );
  const first = await invoke(handler, {});
  await clock.advance(1000);
  const madeAt = clock.now() - 1000;
  expect(first).toEqual({ madeAt, now: madeAt });
  expect(await invoke(handler, {})).toEqual({ madeAt, now: clock.now() });
  expect(createOwnPorts).toHaveBeenCalledTimes(1);
});

test('aborts the rule 5 s before its time is up', async () => {
  const handler = createTestHandler(async ({ signal, clock: time }) => {
    await time.sleep(100_000, signal);
    return {};
  });
  const ended = catchError(invoke(handler, {}));
  await clock.advance(55_000);
  expect((await ended).name).toBe('Rekey.Transient');
  expect(clock.nextDue()).toBeUndefined();
});

test('writes metrics in embedded metric format, also where the rule fails', async () => {
  const handler = createTestHandler(async ({ metrics }) => {
    metrics.count('RotationsFailed', { target: 'generated' });
    throw new RotationError('Rekey.TargetFailed', 'no');
  });
  await catchError(invoke(handler, {}));
  const written = printed
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => '_aws' in line);
  expect(written).toEqual([
    expect.objectContaining({ service: 'rekey-test', RotationsFailed: 1 }),
    expect.objectContaining({ service: 'rekey-test', target: 'generated', RotationsFailed: 1 }),
  ]);
  expect(JSON.stringify(written[0])).toContain('"Namespace":"Rekey","Dimensions":[["service"]]');
});

type Event = Readonly<Record<string, unknown>>;

function createTestHandler(run: Definition<Event, unknown>['run']): Handler<unknown> {
  return createHandler({ name: 'test-step', parse: (event) => event as Event, run }, buildRuntime);
}

/** The runtime of Lambda, with one secret and no AWS. */
function buildRuntime(): ReturnType<typeof createInvocations> {
  const secrets: Pick<SecretStore, 'readCurrent'> = {
    readCurrent: async () => new SecretValue(JSON.stringify({ apiKey: canary })),
  };
  return createInvocations(config, { clock, secrets } as unknown as Ports);
}

async function invoke(handler: Handler<unknown>, event: unknown): Promise<unknown> {
  return await handler(event, {
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => 60_000,
  });
}

async function catchError(promise: Promise<unknown>): Promise<Error> {
  return await promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error as Error,
  );
}

// What time it is in a function, where the endpoint's clock is moved.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRole, type MovedWorld, openMovedWorld } from './moved-world.ts';

let world: MovedWorld;
beforeAll(async () => {
  world = await openMovedWorld();
  await createRole(world);
});
afterAll(async () => {
  await world.close();
});

async function invoke(name: string, event: object = {}) {
  const { Payload = new Uint8Array(), FunctionError } = await world.call<{
    readonly Payload?: Uint8Array;
    readonly FunctionError?: string;
  }>('lambda', 'Invoke', {
    FunctionName: name,
    Payload: new TextEncoder().encode(JSON.stringify(event)),
  });
  const payload = JSON.parse(new TextDecoder().decode(Payload)) as Record<string, unknown>;
  return { ...payload, FunctionError };
}

test("a warm function sees the endpoint's time at each invocation, also by what it kept of Date, and none passes while it computes", async () => {
  const code = `
    const { now } = Date;
    const loaded = new Date().toISOString();
    exports.handler = async (event, context) => {
      const began = Date.now();
      for (let sum = 0; sum < 3e7; sum += 1);
      return {
        loaded, now: new Date().toISOString(), kept: new Date(now()).toISOString(),
        took: Date.now() - began, left: context.getRemainingTimeInMillis(), name: Date.name, isDate: new Date() instanceof Date,
        parsed: new Date('2020-01-01T00:00:00Z').getTime(),
      };
    };`;
  await world.createFunction('told', code, 20);
  const first = {
    ...{ loaded: '2026-01-01T00:00:00.000Z', now: '2026-01-01T00:00:00.000Z' },
    ...{ kept: '2026-01-01T00:00:00.000Z', took: 0, left: 20_000, name: 'Date', isDate: true },
    parsed: Date.parse('2020-01-01T00:00:00Z'),
  };
  expect(await invoke('told')).toEqual(first);
  await world.move({ advance: 'P40D' });
  const later = { now: '2026-02-10T00:00:00.000Z', kept: '2026-02-10T00:00:00.000Z' };
  expect(await invoke('told')).toEqual({ ...first, ...later });
});

test('its own timers move its time by what they were set to, so that a loop until some time ends', async () => {
  const code = `
    const sleep = require('node:util').promisify(setTimeout);
    const { setTimeout: pause } = require('node:timers/promises');
    exports.handler = async (event, context) => {
      const began = Date.now();
      while (Date.now() < began + 30) await sleep(10);
      await pause(5);
      await new Promise((resolve) => setTimeout(resolve, 7));
      const never = setTimeout(() => {}, 5000);
      clearTimeout(never);
      return { took: Date.now() - began, left: context.getRemainingTimeInMillis() };
    };`;
  await world.createFunction('sleeps', code, 10);
  expect(await invoke('sleeps')).toEqual({ took: 42, left: 10_000 - 42 });
  // The endpoint's own clock stands all the while.
  expect(await invoke('sleeps')).toEqual({ took: 42, left: 10_000 - 42 });
});

test('a function that never ends is stopped at its timeout in real time, and the clock goes on then', async () => {
  await world.createFunction(
    'hangs',
    'exports.handler = () => new Promise(() => setInterval(() => {}, 1e6));',
    1,
  );
  const { now } = await world.look();
  const hanging = invoke('hangs');
  const moved = world.move({ advance: 'P1D' });
  expect(await hanging).toMatchObject({
    errorType: 'Sandbox.Timedout',
    FunctionError: 'Unhandled',
  });
  expect(Date.parse((await moved).now) - Date.parse(now)).toBe(86_400_000);
});

test('a function that waits for a message, as only time will bring it, lets time pass: its call is known by the trace that it carries', async () => {
  await world.call('sqs', 'CreateQueue', {
    ...{ QueueName: 'late', Attributes: { DelaySeconds: '15' } },
  });
  const QueueUrl = `${world.url}/000000000000/late`;
  await world.call('sqs', 'SendMessage', { QueueUrl, MessageBody: 'after a while' });
  const code = `
    exports.handler = async ({ QueueUrl }) => {
      const scope = 'Credential=local/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0';
      const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage',
          'x-amzn-trace-id': process.env._X_AMZN_TRACE_ID, authorization: 'AWS4-HMAC-SHA256 ' + scope,
        },
        body: JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 }),
      });
      return { body: (await answer.json()).Messages[0].Body };
    };`;
  await world.createFunction('receives', code, 30);
  const { now } = await world.look();
  const received = invoke('receives', { QueueUrl });
  let seen = await world.look();
  // Until it waits there, and nothing else is under way.
  while (seen.inFlight !== 0 || seen.now === now) seen = await world.move({ advance: 'PT1S' });
  while (Date.parse(seen.now) < Date.parse(now) + 20_000)
    seen = await world.move({ advance: 'PT1S' });
  expect(await received).toEqual({ body: 'after a while' });
});

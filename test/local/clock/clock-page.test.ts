import { request } from 'node:http';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCloud } from '../../support/cloud.ts';
import {
  createRole,
  type MovedWorld,
  openMovedWorld,
  REGION,
  roleArn,
  toArn,
} from './moved-world.ts';

const HOUR_MS = 3_600_000;
const toTime = (text: string): number => Date.parse(text);

describe('a clock that is moved', () => {
  let world: MovedWorld;
  beforeAll(async () => {
    world = await openMovedWorld();
    await createRole(world);
  });
  afterAll(async () => {
    await world.close();
  });

  test('stands at its start, and tells that nothing is under way', async () => {
    expect(await world.look()).toEqual({
      ...{ kind: 'manual', now: '2026-01-01T00:00:00.000Z', idle: true, inFlight: 0, due: [] },
    });
    expect((await world.look()).now).toBe('2026-01-01T00:00:00.000Z');
  });

  test.each([
    [{ advance: 'P1D' }, '2026-01-02T00:00:00.000Z'],
    [{ advance: 'PT0.5S' }, '2026-01-02T00:00:00.500Z'],
    [{ until: '2026-01-03T01:00:00+01:00' }, '2026-01-03T00:00:00.000Z'],
    [{ until: 'idle' }, '2026-01-03T00:00:00.000Z'],
  ])('%j moves it to %s', async (move, now) => {
    expect(await world.move(move)).toMatchObject({ status: 200, now, fellDue: 0, idle: true });
  });

  test.each([
    [undefined, /JSON object/],
    [[], /JSON object/],
    [{}, /one of advance and until/],
    [{ advance: 'P1D', until: 'idle' }, /one of advance and until/],
    [{ advance: 'P1M' }, /advance: expected an ISO 8601 duration of weeks, days/],
    [{ advance: 5 }, /advance: expected/],
    [{ advance: 'P9999999D' }, /year 9999/],
    [{ until: 'tomorrow' }, /until: expected idle, or a time with its zone/],
    [{ until: '2026-02-01T00:00:00' }, /with its zone/],
    [{ until: '2025-01-01T00:00:00Z' }, /time does not go back/],
    [{ advance: 'P1D', within: 'P1D' }, /within goes with/],
    [{ until: 'idle', within: 'P1Y' }, /within: expected/],
    [{ advance: 'P1D', speed: 2 }, /no others/],
  ])('%j is refused, and nothing moves', async (move, message) => {
    const { now } = await world.look();
    const answer = await world.move(move);
    expect(answer).toMatchObject({ status: 400, error: 'ValidationError' });
    expect(answer.message).toMatch(message);
    expect((await world.look()).now).toBe(now);
  });

  test('until idle ends with what has begun, and does not follow a schedule that has no end', async () => {
    const machine = await world.createMachine('waits', {
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 5400, End: true } },
    });
    await world.call('scheduler', 'CreateSchedule', {
      Name: 'daily',
      ScheduleExpression: 'rate(1 days)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: machine, RoleArn: roleArn, Input: '{}' },
    });
    const { now } = await world.move({ until: 'idle' }); // it fires at once, and then each day
    expect(await world.move({ until: 'idle' })).toMatchObject({ now, idle: true, fellDue: 0 });
    await world.call('stepfunctions', 'StartExecution', { stateMachineArn: machine });
    const waiting = await world.look();
    expect(waiting).toMatchObject({ idle: false, inFlight: 0 });
    expect(waiting.due?.[0]).toMatchObject({
      ...{ at: new Date(toTime(now) + 1.5 * HOUR_MS).toISOString(), begun: true },
      what: expect.stringMatching(/^Step Functions: execution .*waits/),
    });
    expect(waiting.due?.[1]).toMatchObject({
      ...{ begun: false, what: 'Scheduler: schedule us-east-1/default/daily' },
    });
    const ended = await world.move({ until: 'idle' });
    expect(ended).toMatchObject({ idle: true, fellDue: 1 });
    expect(toTime(ended.now) - toTime(now)).toBe(1.5 * HOUR_MS);
    expect(ended.message).toBeUndefined();
  });

  test('until idle has a bound, and says what has not ended by then', async () => {
    const machine = await world.createMachine('long', {
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 40 * 86_400, End: true } },
    });
    await world.call('stepfunctions', 'StartExecution', { stateMachineArn: machine });
    const answer = await world.move({ until: 'idle', within: 'P2D' });
    expect(answer.idle).toBe(false);
    expect(answer.message).toMatch(/^What has begun had not ended by \S+Z: see "due"/);
    expect(answer.due?.some(({ what, begun }) => begun && what.includes('long'))).toBe(true);
    expect(await world.move({ until: 'idle', within: 'P60D' })).toMatchObject({ idle: true });
  });

  test('one move at a time, and whoever goes stops it on the way', async () => {
    await world.call('sqs', 'CreateQueue', { QueueName: 'often' });
    await world.call('scheduler', 'CreateSchedule', {
      Name: 'often',
      ScheduleExpression: 'rate(1 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: toArn('sqs', 'often'), RoleArn: roleArn, Input: '{}' },
    });
    const page = new URL('/_rekey/clock', world.url);
    const leaving = new AbortController();
    const long = fetch(page, {
      method: 'POST',
      body: JSON.stringify({ advance: 'P3000D' }),
      signal: leaving.signal,
    });
    let seen = await world.look();
    while (!('moving' in seen)) seen = await world.look();
    expect(await world.move({ advance: 'P1D' })).toMatchObject({
      ...{ status: 409, error: 'MoveUnderWay' },
    });
    leaving.abort();
    await expect(long).rejects.toThrow();
    while ('moving' in seen) seen = await world.look();
    await world.call('scheduler', 'DeleteSchedule', { Name: 'often' });
    expect(await world.move({ advance: 'PT1S' })).toMatchObject({ status: 200 });
  });

  test("a user's signature is good though it has the machine's time, and a wrong one is not", async () => {
    await world.call('iam', 'CreateUser', { UserName: 'signs' });
    const { AccessKey } = await world.call<{
      readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
    }>('iam', 'CreateAccessKey', { UserName: 'signs' });
    const ask = async (secretAccessKey: string) => {
      const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey };
      const client = new STSClient({
        ...{ endpoint: world.url, region: REGION, credentials, maxAttempts: 1 },
      });
      return await client.send(new GetCallerIdentityCommand({})).finally(() => client.destroy());
    };
    await world.move({ advance: 'P2D' });
    expect((await ask(AccessKey.SecretAccessKey)).Arn).toMatch(/user\/signs$/);
    await expect(ask('another')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  test('no page of a foreign site moves it', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const post = request(new URL('/_rekey/clock', world.url), {
        method: 'POST',
        headers: { origin: 'https://example.com' },
      });
      post.once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      post.once('error', reject);
      post.end('{"advance":"P1D"}');
    });
    expect(status).toBe(403);
  });
});

test('on real time it is told and cannot be moved', async () => {
  const running = await startCloud();
  const page = new URL('/_rekey/clock', running.url);
  expect(await (await fetch(page)).json()).toMatchObject({ kind: 'system' });
  const refused = await fetch(page, { method: 'POST', body: '{"advance":"P1D"}' });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({
    ...{ error: 'ClockNotManual', message: expect.stringContaining('--clock manual') },
  });
  expect((await fetch(page, { method: 'DELETE' })).status).toBe(405);
  await running.close();
});

// The rotation machine as it is deployed, with the endpoint killed at every point of its way: before and after each step of the machine, between
// a task's effect and its answer, between two effects of one task. Then a new endpoint begins with what was stored.
// REKEY_EVERY_COMMIT=1 kills before every single commit of every service.
import { expect, test } from '@jest/globals';
import { findRemains } from './invariants.ts';
import type { Fault } from './life.ts';
import { loadNotices } from './notices.ts';
import { ACCOUNT, REGION } from './stack.ts';
import { createWorld, type World } from './world.ts';

/** What decides how the execution goes on. Other services count, log and deliver. */
const DECISIVE =
  process.env['REKEY_EVERY_COMMIT'] === undefined ? /^(stepfunctions|secretsmanager)\// : /./;
const QUEUE_URL = `http://127.0.0.1/${ACCOUNT}/told`;

type Faults = ReadonlyMap<number, Fault>;

interface Event {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: Date;
  readonly stateEnteredEventDetails?: { readonly name: string };
  readonly stateExitedEventDetails?: { readonly name: string };
}

interface Ended {
  readonly status: string;
  readonly decision: string | undefined;
  /** Ids, types and names of its events; what time it was is told apart. */
  readonly history: readonly unknown[];
  /** How long GracePeriod lasted beyond its due time. */
  readonly lateMs: number | undefined;
  /** Statuses that EventBridge delivered. */
  readonly told: readonly string[];
  readonly notices: number;
  readonly wrong: readonly string[];
}

async function open(faults: Faults): Promise<World> {
  const world = await createWorld({ kind: 'effect native', seed: 'durable', faults });
  const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await world.call('sqs', 'CreateQueue', { QueueName: 'told', Attributes: { Policy } });
  const EventPattern = JSON.stringify({ source: ['aws.states'] });
  await world.call('events', 'PutRule', { Name: 'told', EventPattern });
  const Arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:told`;
  await world.call('events', 'PutTargets', { Rule: 'told', Targets: [{ Id: 'queue', Arn }] });
  return world;
}

/**
 * @param isUntouched nobody puts a value by hand
 * @param diesAfter commits that are kept; then the endpoint is gone for at most half a minute
 */
async function finish(world: World, isUntouched: boolean, diesAfter?: number): Promise<Ended> {
  if (diesAfter !== undefined) world.memory.dieAfter(diesAfter);
  const started = await world.start().catch(() => undefined);
  if (diesAfter !== undefined) {
    while (!world.memory.isDead()) await world.clock.advance(30_000);
    await world.restart();
  }
  // Where it died before the start was stored nothing was acknowledged: the caller tries again.
  const executionArn = started ?? (await world.start());
  await world.runToEnd();
  const ended = await read(world, executionArn, isUntouched);
  await world.stop();
  return ended;
}

async function read(world: World, executionArn: string, isUntouched: boolean): Promise<Ended> {
  const { status, output = '{}' } = await world.call<{ status: string; output?: string }>(
    'stepfunctions',
    'DescribeExecution',
    { executionArn },
  );
  const { events } = await world.call<{ events: readonly Event[] }>(
    'stepfunctions',
    'GetExecutionHistory',
    { executionArn, maxResults: 1000 },
  );
  const { Messages = [] } = await world.call<{ Messages?: readonly { readonly Body: string }[] }>(
    'sqs',
    'ReceiveMessage',
    { QueueUrl: QUEUE_URL, MaxNumberOfMessages: 10 },
  );
  const told = Messages.map(({ Body }) => JSON.parse(Body) as { detail: { status: string } });
  return {
    status,
    decision: (JSON.parse(output) as { decision?: string }).decision,
    history: events.map((event) => [event.id, event.previousEventId, event.type, nameOf(event)]),
    lateMs: findLateMs(events),
    told: told.map(({ detail }) => detail.status),
    notices: (await loadNotices(world)).length,
    wrong: [...world.broken, ...(await findRemains(world, isUntouched))],
  };
}

function nameOf({ stateEnteredEventDetails, stateExitedEventDetails }: Event): string | undefined {
  return stateEnteredEventDetails?.name ?? stateExitedEventDetails?.name;
}

/** A grace period of sixty seconds from the end of FinishSecret, or however late the endpoint was back after it. */
function findLateMs(events: readonly Event[]): number | undefined {
  const find = (type: string, name: string): number | undefined =>
    events.find((event) => event.type === type && nameOf(event) === name)?.timestamp.getTime();
  const finished = find('TaskStateEntered', 'FinishSecret');
  const over = find('WaitStateExited', 'GracePeriod');
  return finished === undefined || over === undefined ? undefined : over - finished - 60_000;
}

/** How many commits come before each that is to be lost, and whether that one only marks what has been told already. */
async function findPoints(faults: Faults): Promise<readonly { at: number; tells: boolean }[]> {
  const world = await open(faults);
  const before = world.memory.commits.length;
  await finish(world, true);
  return world.memory.commits.slice(before).flatMap((written, at) => {
    const names = [...written];
    const tells = names.every((name) => /^(events|sqs|sns)\/|\/outbox$/.test(name));
    return names.some((name) => DECISIVE.test(name)) ? [{ at, tells }] : [];
  });
}

test('wherever the endpoint dies the rotation ends well, with the history of one to which nothing happened', async () => {
  const faults: Faults = new Map();
  const clean = await finish(await open(faults), true);
  expect(clean).toMatchObject({ status: 'SUCCEEDED', decision: 'rotated', lateMs: 0 });
  expect(clean).toMatchObject({ told: ['RUNNING', 'SUCCEEDED'], notices: 0, wrong: [] });
  const points = await findPoints(faults);
  expect(points.length).toBeGreaterThan(20);
  for (const { at, tells } of points) {
    const { lateMs = -1, told, ...killed } = await finish(await open(faults), true, at);
    const { lateMs: _lateMs, told: _told, ...expected } = clean;
    expect({ at, ...killed }).toEqual({ at, ...expected });
    expect([at, lateMs >= 0 && lateMs <= 30_000]).toEqual([at, true]);
    // At least once, and once where it did not die between telling and knowing that it was told.
    expect([at, tells ? [...new Set(told)] : told]).toEqual([at, clean.told]);
  }
});

/** Where a clean run first asks whether the new credential works. */
async function findTestCall(): Promise<number> {
  const world = await open(new Map());
  await finish(world, true);
  return world.trace.findIndex(({ call }) => call === 'target:test');
}

test('wherever the endpoint dies, a rotation that must fail is undone and told once', async () => {
  const faults: Faults = new Map([[await findTestCall(), { kind: 'person', does: 'put' }]]);
  const clean = await finish(await open(faults), false);
  expect(clean).toMatchObject({ status: 'FAILED', told: ['RUNNING', 'FAILED'], notices: 1 });
  const points = await findPoints(faults);
  for (const { at, tells } of points.filter((_point, index) => index % 4 === 0)) {
    const { told, ...killed } = await finish(await open(faults), false, at);
    expect([at, killed.status, killed.notices, killed.wrong]).toEqual([at, 'FAILED', 1, []]);
    expect([at, tells ? [...new Set(told)] : told]).toEqual([at, clean.told]);
  }
});

// What the watch looks at, in memory: a stack whose secrets are as they should be, until a test breaks one thing.
import { createHash } from 'node:crypto';
import { nextTurn } from '../../local/clock.ts';
import type { Clock } from '../../src/rotation/effects.ts';
import type { ExecutionState } from '../../src/rotation/ports.ts';
import { toScheduleInput, toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import { parseSchedule } from '../../src/rotation/schedule/parse-schedule.ts';
import { toSchedulerExpression } from '../../src/rotation/schedule/to-scheduler.ts';
import { findLastWindow } from '../../src/rotation/schedule/windows.ts';
import type { Finding } from '../../src/rotation/watch/finding.ts';
import type {
  QueueContents,
  Subscription,
  WatchedSchedule,
  WatchedSecret,
  WatchedStack,
  WatchPorts,
} from '../../src/rotation/watch/ports.ts';
import { type Watched, watchRotations } from '../../src/rotation/watch/watch-rotations.ts';
import { createWorld } from './rotation-world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Sunday, at six, as the watch is started. */
export const NOW = Date.parse('2026-11-22T06:00:00Z');
const LAMBDA_MS = 900_000;

export const stack: WatchedStack = {
  name: 'rekey-test',
  region: 'us-east-1',
  machineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:rekey-test-rotation',
  scheduleGroup: 'rekey-test',
  noticeTopicArn: 'arn:aws:sns:us-east-1:000000000000:rekey-test-notices',
  refusedStartsArn: 'arn:aws:sqs:us-east-1:000000000000:rekey-test-refused-starts',
  refusedStartsUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/rekey-test-refused-starts',
  unclosedRunsUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/rekey-test-unclosed-runs',
};

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
export type Secret = Mutable<Omit<WatchedSecret, 'tags' | 'labels'>> & {
  readonly tags: Map<string, string>;
  readonly labels: Map<string, readonly string[]>;
};
export type ScheduleOf = Mutable<WatchedSchedule>;

export interface WatchedWorld {
  readonly secrets: Secret[];
  readonly admins: Secret[];
  readonly schedules: ScheduleOf[];
  /** When versions were made, by the secret's ARN. */
  readonly madeAt: Map<string, Map<string, number>>;
  readonly executions: Map<string, ExecutionState>;
  readonly queues: { refusedStarts: QueueContents; unclosedRuns: QueueContents };
  subscriptions: Subscription[];
  /** Milliseconds that each call takes. */
  callMs: number;
  /** Thrown by calls that ask for one of these names or ARNs. */
  readonly failing: Map<string, Error>;
}

export interface WatchRun {
  readonly watched: Watched;
  /** As the notice's last line tells them. */
  readonly findings: readonly Finding[];
  readonly metrics: readonly string[];
  /** Every call that is made for one thing, with when it was made. */
  readonly calls: readonly { readonly call: string; readonly at: number }[];
}

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const EXPRESSIONS = [
  ['rate(30 days)', '3h'],
  ['rate(4 hours)', '1h'],
  ['cron(0 8 1 * ? *)', '2h'],
  ['cron(0 16 ? * SUN *)', '4h'],
  ['cron(0 /8 * * ? *)', '1h'],
] as const;

/** Every secret was rotated in its last window, and its old credential is retired. */
export function createWatchedWorld(count = 3): WatchedWorld {
  const world: WatchedWorld = {
    secrets: [],
    admins: [],
    schedules: [],
    madeAt: new Map(),
    executions: new Map(),
    queues: {
      refusedStarts: { count: 0, messages: [] },
      unclosedRuns: { count: 0, messages: [] },
    },
    subscriptions: [{ protocol: 'email', endpoint: 'oncall@example.org', confirmed: true }],
    callMs: 20,
    failing: new Map(),
  };
  for (let index = 0; index < count; index += 1) addSecret(world, index);
  return world;
}

function addSecret(world: WatchedWorld, index: number): Secret {
  const name = `app/secret-${String(index)}`;
  const [expression = '', window = ''] = EXPRESSIONS[index % EXPRESSIONS.length] ?? [];
  const schedule = parseSchedule(expression, window);
  const madeAt = NOW - (100 + index) * DAY;
  const { startAt, expression: schedulerExpression } = toSchedulerExpression(schedule, madeAt);
  const last = findLastWindow(schedule, { before: NOW, anchor: startAt, notBefore: madeAt });
  const rotatedAt = (last?.opensAt ?? madeAt) + 2 * MINUTE;
  const current = `rekey-${hash(`${name} now`).slice(0, 26)}`;
  const previous = `rekey-${hash(`${name} before`).slice(0, 26)}`;
  const secret: Secret = {
    arn: `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-AbCdEf`,
    name,
    tags: new Map([
      ['rekey:target', 'generated'],
      ['rekey:window', window],
    ]),
    labels: new Map([
      [current, ['AWSCURRENT']],
      [previous, ['AWSPREVIOUS']],
    ]),
    rotationEnabled: false,
    createdAt: madeAt,
    lastChangedAt: rotatedAt + HOUR,
  };
  world.secrets.push(secret);
  world.madeAt.set(
    secret.arn,
    new Map([
      [current, rotatedAt],
      [previous, rotatedAt - 4 * HOUR],
    ]),
  );
  world.schedules.push({
    name: toScheduleName({ hash }, secret),
    enabled: true,
    targetArn: stack.machineArn,
    createdAt: madeAt,
    changedAt: madeAt,
    schedulerExpression,
    timezone: 'UTC',
    ...(startAt === undefined ? {} : { startAt }),
    flexible: false,
    roleArn: 'arn:aws:iam::000000000000:role/rekey-test-schedule',
    deadLetterArn: stack.refusedStartsArn,
    input: toScheduleInput({ secretId: secret.arn, expression, window }),
    rotation: { secretId: secret.arn, expression, window },
  });
  return secret;
}

export function addAdmin(world: WatchedWorld, ageMs: number): Secret {
  const name = `admin/key-${String(world.admins.length)}`;
  const secret: Secret = {
    arn: `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-AbCdEf`,
    name,
    tags: new Map([['rekey:role', 'admin']]),
    labels: new Map([['admin-version', ['AWSCURRENT']]]),
    rotationEnabled: false,
    createdAt: NOW - 300 * DAY,
    lastChangedAt: NOW - HOUR,
  };
  world.admins.push(secret);
  world.madeAt.set(secret.arn, new Map([['admin-version', NOW - ageMs]]));
  return secret;
}

/** The machine's run of that name. */
export function toRunArn(name: string): string {
  return `${stack.machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

export async function watch(world: WatchedWorld): Promise<WatchRun> {
  const metrics: string[] = [];
  const calls: { call: string; at: number }[] = [];
  const clock = createHurryingClock();
  const answer = async <Answer>(call: string, about: string, value: Answer): Promise<Answer> => {
    calls.push({ call, at: clock.now() });
    await clock.sleep(world.callMs);
    const failure = world.failing.get(about);
    if (failure !== undefined) throw failure;
    return value;
  };
  const versionTimes = async (arn: string): Promise<ReadonlyMap<string, number>> =>
    await answer('versions', arn, world.madeAt.get(arn) ?? new Map());
  const base = createWorld('pure-native').createPorts();
  const ports: WatchPorts = {
    ...base,
    clock,
    endsAt: NOW + LAMBDA_MS,
    secrets: { ...base.secrets, versionTimes },
    executions: {
      find: async (arn) =>
        await answer('execution', arn, world.executions.get(arn) ?? { kind: 'unknown' }),
    },
    metrics: {
      count: () => {},
      gauge: (name, value, { kind = '' }) =>
        metrics.push(`${name} ${String(value)} ${kind}`.trim()),
    },
    stack,
    watchedSecrets: {
      list: () => toPages(world.secrets),
      listAdmins: () => toPages(world.admins),
      adminVersionTimes: versionTimes,
    },
    schedules: {
      list: () => toPages(world.schedules),
      find: async (name) =>
        await answer(
          'schedule',
          name,
          world.schedules.find((schedule) => schedule.name === name),
        ),
    },
    queues: {
      peek: async (url) =>
        url === stack.refusedStartsUrl ? world.queues.refusedStarts : world.queues.unclosedRuns,
    },
    subscriptions: { list: async () => world.subscriptions },
  };
  const watched = await clock.hurry(
    watchRotations(ports, {
      executionArn: 'arn:aws:states:us-east-1:000000000000:execution:rekey-test-watch:one',
      startedAt: new Date(NOW).toISOString(),
    }),
  );
  const last = watched.notice?.message.trimEnd().split('\n').at(-1) ?? '{"findings":[]}';
  const { findings } = JSON.parse(last) as { readonly findings: readonly Finding[] };
  return { watched, findings, metrics, calls };
}

/** Goes on to the next who sleeps as soon as nobody has anything left to do. */
function createHurryingClock(): Clock & {
  hurry: <Result>(work: Promise<Result>) => Promise<Result>;
} {
  let now = NOW;
  const sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();
  return {
    now: () => now,
    sleep: async (ms) => {
      await new Promise<void>((wake) => sleepers.add({ due: now + ms, wake }));
    },
    hurry: async (work) => {
      const state = { isOver: false };
      const end = (): void => {
        state.isOver = true;
      };
      work.then(end, end);
      for (;;) {
        await nextTurn();
        if (state.isOver) return await work;
        const [next] = [...sleepers].sort((one, other) => one.due - other.due);
        if (next === undefined) continue;
        sleepers.delete(next);
        now = Math.max(now, next.due);
        next.wake();
      }
    },
  };
}

async function* toPages<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let at = 0; at < items.length; at += 100) yield items.slice(at, at + 100);
}

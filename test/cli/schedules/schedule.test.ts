// `rekey schedule`: what it shows, asks, applies and refuses, and that what it made fires as it said.
import { DeleteSecretCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runSchedule } from '../../../cli/commands/schedule.ts';
import { createManualClock, createSystemClock, type ManualClock } from '../../../local/clock.ts';
import { createPrinted, runRekey } from '../../support/command-line.ts';
import { type ScheduleWorld, startScheduleWorld } from '../../support/schedule-world.ts';

const DAY_MS = 86_400_000;
/** The command line's own time is real. */
const system = createSystemClock();

let clock: ManualClock;
let world: ScheduleWorld;

beforeAll(async () => {
  clock = createManualClock(system.now());
  world = await startScheduleWorld({ clock });
});

afterAll(async () => {
  await world.close();
});

async function schedule(secret: string, ...flags: readonly string[]) {
  return await runRekey('schedule', secret, ...flags);
}

function toMidnight(time: number): number {
  return Math.ceil(time / DAY_MS) * DAY_MS;
}

test('a schedule is made whole: role, queue, event age, input, and a start at midnight UTC', async () => {
  const arn = await world.createSecret('made/key', { target: 'generated', grace: '1h' });
  const { code, out, errors } = await schedule(
    'made/key',
    '--expression=rate(30 days)',
    '--window=3h',
    '--grace=2h',
    '--no-rotate-now',
    '--yes',
  );
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const first = toMidnight(system.now());
  expect(out).toMatch(/\+ schedule made-key-[0-9a-f]{16}: rate\(30 days\), window 3h\n/);
  expect(out).toContain('~ tag rekey:grace: 1h → 2h\n');
  expect(out).toContain('+ tag rekey:window: 3h (so that a run by hand has the same window)\n');
  for (const n of [0, 1, 2, 3, 4]) {
    const day = new Date(first + n * 30 * DAY_MS).toISOString().slice(0, 10);
    expect(out).toContain(`\n    ${day} 00:00 UTC for 3h, in `);
  }
  expect(out).toContain('it is not rotated before the first of them');
  expect(await world.listSchedules('made-key')).toMatchObject([
    {
      State: 'ENABLED',
      Description: expect.stringContaining('rate(30 days)'),
      ScheduleExpression: 'rate(30 days)',
      ScheduleExpressionTimezone: 'UTC',
      StartDate: new Date(first),
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: world.outputs.get('StateMachineArn'),
        RoleArn: world.outputs.get('ScheduleRoleArn'),
        DeadLetterConfig: { Arn: world.outputs.get('ScheduleDeadLetterQueueArn') },
        RetryPolicy: { MaximumEventAgeInSeconds: 3 * 3600, MaximumRetryAttempts: 185 },
        Input: JSON.stringify({
          secretId: arn,
          scheduledTime: '<aws.scheduler.scheduled-time>',
          window: '3h',
          trigger: 'schedule',
          schedule: 'rate(30 days)',
        }),
      },
    },
  ]);
  expect(await world.loadTags('made/key')).toEqual({
    target: 'generated',
    grace: '2h',
    window: '3h',
  });
  expect(await world.listInputs()).toEqual([]);
});

test('the same again changes nothing, and does not ask', async () => {
  const { code, out } = await schedule('made/key', '--expression=rate(30 days)', '--no-rotate-now');
  expect(code).toBe(0);
  expect(out).toContain('nothing to change');
});

test('--dry-run shows what would change, and changes nothing', async () => {
  const before = await world.listSchedules('made-key');
  const { code, out } = await schedule(
    'made/key',
    '--expression=cron(0 8 1 * ? *)',
    '--window=2h',
    '--no-rotate-now',
    '--dry-run',
  );
  expect(code).toBe(0);
  expect(out).toContain('~ schedule, expression: rate(30 days) → cron(0 8 1 * ? *)\n');
  expect(out).toContain('~ schedule, window: 3h → 2h\n');
  expect(out).toContain('~ tag rekey:window: 3h → 2h');
  expect(out).toMatch(/- schedule, first window: \S+\n/);
  expect(await world.listSchedules('made-key')).toMatchObject(
    before.map(({ Target, LastModificationDate }) => ({ Target, LastModificationDate })),
  );
});

test('without --yes, where nobody can answer, nothing is changed and it says what to add', async () => {
  await world.createSecret('asked/key');
  const { code, errors } = await schedule(
    'asked/key',
    '--expression=rate(10 days)',
    '--no-rotate-now',
  );
  expect(code).toBe(2);
  expect(errors).toContain('say --yes to go on, or --dry-run to look only');
  expect(await world.listSchedules('asked-key')).toEqual([]);
});

test.each([
  { answer: false, code: 1, count: 0 },
  { answer: true, code: 0, count: 1 },
])('it asks, and an answer of $answer is done', async ({ answer, code, count }) => {
  if (!answer) await world.createSecret('answered/key');
  const printed = createPrinted();
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return answer;
  };
  const options = { secretId: 'answered/key', expression: 'rate(10 days)', rotateNow: false };
  const where = { stack: 'rekey-dev', region: 'us-east-1' };
  const flags = { dryRun: false, yes: false, json: false };
  const ran = runSchedule({ ...options, ...where, ...flags }, printed.writer, process, { ask });
  expect(await ran).toBe(code);
  expect(asked).toEqual(['Apply this?']);
  expect(await world.listSchedules('answered-key')).toHaveLength(count);
});

test('a window of the tag that does not fit another expression is told as such', async () => {
  const { code, errors } = await schedule(
    'answered/key',
    '--expression=rate(8 hours)',
    '--no-rotate-now',
    '--yes',
  );
  expect(code).toBe(2);
  expect(errors).toContain('The tag rekey:window of answered/key says 24h: give the new window');
});

test('whether to rotate now must be said, with the reason', async () => {
  const { code, out, errors } = await schedule('asked/key', '--expression=rate(10 days)', '--yes');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain('say --rotate-now or --no-rotate-now');
  expect(errors).toContain('in production');
});

test('--json is the plan as one document', async () => {
  const { code, out } = await schedule(
    'asked/key',
    '--expression=cron(0 8/8 * * ? *)',
    '--no-rotate-now',
    '--dry-run',
    '--json',
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    kind: 'plan',
    dryRun: true,
    rotateNow: false,
    secret: 'asked/key',
    secretArn: expect.stringMatching(/^arn:aws:secretsmanager:/),
    schedule: {
      action: 'create',
      name: expect.stringMatching(/^asked-key-/),
      expression: 'cron(0 8/8 * * ? *)',
      window: '1h',
      changes: [],
    },
    tags: [{ field: 'rekey:window', to: '1h' }],
    windows: expect.arrayContaining([
      { opensAt: expect.stringMatching(/T(08|16):00:00\.000Z$/), closesAt: expect.any(String) },
    ]),
  });
});

test('--rotate-now starts the machine by hand once the schedule stands, and a new rate() counts from now', async () => {
  const arn = await world.createSecret('now/key');
  const { code, out } = await schedule(
    'now/key',
    '--expression=rate(10 days)',
    '--rotate-now',
    '--yes',
  );
  expect(code).toBe(0);
  expect(out).toMatch(/Applied\.\nRotating now\/key\n.*SUCCEEDED/s);
  expect(await world.listInputs()).toEqual([{ secretId: 'now/key', trigger: 'hand' }]);
  const [made] = await world.listSchedules('now-key');
  expect(made?.StartDate).toEqual(new Date(toMidnight(system.now() + 10 * DAY_MS)));
  expect(made?.Target?.Input).toContain(arn);
});

test.each([
  { what: 'more than once in four hours', expression: 'rate(2 hours)', says: 'at least 4 hours' },
  { what: 'minutes that are not 0', expression: 'cron(5 8 1 * ? *)', says: 'Schedule, Minutes' },
  { what: 'a grammar of another kind', expression: '0 8 * * *', says: 'cron(0 8 1 * ? *)' },
  {
    what: 'a window into the next one',
    expression: 'rate(4 hours)',
    window: '5h',
    says: 'at most 4h',
  },
  { what: 'a window in minutes', expression: 'rate(4 days)', window: '90m', says: 'whole hours' },
])('$what is refused with 2, and nothing is changed', async ({ expression, window, says }) => {
  const { code, out, errors } = await schedule(
    'asked/key',
    `--expression=${expression}`,
    ...(window === undefined ? [] : [`--window=${window}`]),
    '--no-rotate-now',
    '--yes',
  );
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain(says);
  expect(await world.listSchedules('asked-key')).toEqual([]);
});

test('a bad grace period is refused before anything is applied', async () => {
  const { code, errors } = await schedule(
    'asked/key',
    '--expression=rate(4 days)',
    '--grace=soon',
    '--no-rotate-now',
    '--yes',
  );
  expect(code).toBe(2);
  expect(errors).toContain('rekey:grace: expected a grace period such as 0s, 10m, 3h or 7d');
  expect(await world.listSchedules('asked-key')).toEqual([]);
});

const REFUSED: readonly {
  readonly what: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly make?: (name: string) => Promise<unknown>;
  readonly says: string;
}[] = [
  { what: 'that does not exist', name: 'none/key', says: 'No secret none/key in us-east-1' },
  { what: 'without rekey:target', name: 'bare/key', tags: {}, says: 'expected a tag rekey:target' },
  {
    what: 'with an admin credential',
    name: 'admin/key',
    tags: { target: 'generated', role: 'admin' },
    says: 'it is only ever read',
  },
  {
    what: 'in deletion',
    name: 'leaving/key',
    tags: { target: 'generated' },
    make: (SecretId) => world.secrets.send(new DeleteSecretCommand({ SecretId })),
    says: 'restore-secret',
  },
];

test.each(REFUSED)('a secret $what is refused with 2', async ({ name, tags, make, says }) => {
  if (tags !== undefined) await world.createSecret(name, tags);
  await make?.(name);
  const { code, errors } = await schedule(
    name,
    '--expression=rate(4 days)',
    '--no-rotate-now',
    '--yes',
  );
  expect(errors).toContain(says);
  expect(code).toBe(2);
});

test("a schedule of somebody else's under our name is never overwritten, and it says what to do", async () => {
  await world.createSecret('taken/key');
  await schedule('taken/key', '--expression=rate(4 days)', '--no-rotate-now', '--yes');
  const target = (schedules: Awaited<ReturnType<typeof world.listSchedules>>) =>
    schedules[0]?.Target;
  await world.editSchedule('taken-key', ({ Target }) => ({
    Target: { ...Target, Input: '{"mine":true}' } as never,
  }));
  const before = target(await world.listSchedules('taken-key'));
  const { code, errors } = await schedule(
    'taken/key',
    '--expression=rate(5 days)',
    '--no-rotate-now',
    '--yes',
  );
  expect(code).toBe(2);
  expect(errors).toContain('found an input that Rekey did not write');
  expect(errors).toContain('aws scheduler get-schedule --group-name rekey-dev --name taken-key-');
  expect(target(await world.listSchedules('taken-key'))).toEqual(before);
});

test('what it made starts the machine when the window opens, with that time, once a window; and an update keeps the beat', async () => {
  const arn = await world.createSecret('fires/key');
  await schedule(
    'fires/key',
    '--expression=rate(7 days)',
    '--window=3h',
    '--no-rotate-now',
    '--yes',
  );
  const first = toMidnight(clock.now());
  const isOurs = (input: Readonly<Record<string, unknown>>) => input['secretId'] === arn;
  const listTimes = async () =>
    (await world.listInputs())
      .filter(isOurs)
      .map(({ scheduledTime }) => Date.parse(String(scheduledTime)))
      .sort();

  await clock.advance(first - clock.now() - 60_000);
  expect(await listTimes()).toEqual([]);
  await clock.advance(120_000);
  expect((await world.listInputs()).filter(isOurs)).toEqual([
    {
      secretId: arn,
      scheduledTime: new Date(first).toISOString().replace('.000Z', 'Z'),
      window: '3h',
      trigger: 'schedule',
      schedule: 'rate(7 days)',
    },
  ]);
  await world.secrets.send(
    new TagResourceCommand({ SecretId: arn, Tags: [{ Key: 'rekey:window', Value: '4h' }] }),
  );
  const { out } = await schedule(
    'fires/key',
    '--expression=rate(7 days)',
    '--window=5h',
    '--no-rotate-now',
    '--yes',
  );
  expect(out).toContain('~ schedule, window: 3h → 5h\n');
  expect(out).toContain('~ tag rekey:window: 4h → 5h');
  expect(out).not.toContain('first window');
  await clock.advance(14 * DAY_MS);
  expect(await listTimes()).toEqual([first, first + 7 * DAY_MS, first + 14 * DAY_MS]);
}, 60_000);

// `rekey unschedule` and `rekey schedules`: what is taken away, what is listed, and what is marked as wrong.
import {
  DeleteSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runRekey } from '../../support/command-line.ts';
import { type ScheduleWorld, startScheduleWorld } from '../../support/schedule-world.ts';

let world: ScheduleWorld;

beforeAll(async () => {
  world = await startScheduleWorld();
});

afterAll(async () => {
  await world.close();
});

/** @returns the secret's ARN */
async function createScheduled(name: string, expression = 'cron(0 8 1 * ? *)'): Promise<string> {
  const arn = await world.createSecret(name);
  const ran = await runRekey(
    'schedule',
    name,
    `--expression=${expression}`,
    '--no-rotate-now',
    '--yes',
  );
  expect(ran).toMatchObject({ code: 0, errors: '' });
  return arn;
}

async function deleteSecret(SecretId: string): Promise<void> {
  await world.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
}

test('a schedule goes, the secret and its tags stay, and the second time there is nothing to do', async () => {
  await createScheduled('goes/key');
  const looked = await runRekey('unschedule', 'goes/key', '--dry-run');
  expect(looked.code).toBe(0);
  expect(looked.out).toMatch(/- schedule goes-key-\w+: cron\(0 8 1 \* \? \*\), window 16h\n/);
  expect(await world.listSchedules('goes-key')).toHaveLength(1);
  const asked = await runRekey('unschedule', 'goes/key');
  expect(asked).toMatchObject({ code: 2, errors: expect.stringContaining('say --yes') });
  const first = await runRekey('unschedule', 'goes/key', '--yes');
  expect(first.code).toBe(0);
  expect(first.out).toContain('tags stay');
  expect(await world.listSchedules('goes-key')).toEqual([]);
  expect(await world.loadTags('goes/key')).toEqual({ target: 'generated', window: '16h' });
  const second = await runRekey('unschedule', 'goes/key', '--yes');
  expect(second).toMatchObject({ code: 0, out: 'goes/key has no schedule: nothing to do.\n' });
});

test('the schedule of a secret that is gone goes by its ARN and by its own name', async () => {
  const arn = await createScheduled('gone/by-arn');
  await createScheduled('gone/by-name');
  await deleteSecret('gone/by-arn');
  await deleteSecret('gone/by-name');
  expect((await runRekey('unschedule', arn, '--yes')).code).toBe(0);
  expect(await world.listSchedules('gone-by-arn')).toEqual([]);
  const [{ Name = '' } = {}] = await world.listSchedules('gone-by-name');
  const { code, out } = await runRekey('unschedule', Name, '--yes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ secret: 'gone/by-name', schedule: Name, removed: true });
  expect(await world.listSchedules('gone-by-name')).toEqual([]);
});

test('what is neither a secret nor a schedule is refused with 2, and it says where to look', async () => {
  const { code, errors } = await runRekey('unschedule', 'nobody', '--yes');
  expect(code).toBe(2);
  expect(errors).toContain(
    'No secret nobody in us-east-1, and no schedule of that name in group rekey-dev',
  );
  expect(errors).toContain('rekey schedules');
});

test("a schedule of somebody else's is never deleted", async () => {
  await world.createSchedule('theirs');
  const { code, errors } = await runRekey('unschedule', 'theirs', '--yes');
  expect(code).toBe(2);
  expect(errors).toContain('It is left alone.');
  expect(await world.listSchedules('theirs')).toHaveLength(1);
});

test('the list has each schedule with its next window, and every problem in words', async () => {
  await createScheduled('fine/key', 'rate(30 days)');
  await createScheduled('off/key');
  await world.editSchedule('off-key', () => ({ State: 'DISABLED' }));
  await createScheduled('lost/key');
  await deleteSecret('lost/key');
  await createScheduled('drifted/key');
  await world.editSchedule('drifted-key', ({ Target }) => ({
    ScheduleExpression: 'rate(1 hour)',
    Target: { ...Target, DeadLetterConfig: undefined } as never,
  }));
  const windowed = await createScheduled('windowed/key');
  const Tags = [{ Key: 'rekey:window', Value: '2h' }];
  await world.secrets.send(new TagResourceCommand({ SecretId: windowed, Tags }));
  const untagged = await createScheduled('untagged/key');
  const TagKeys = ['rekey:target'];
  await world.secrets.send(new UntagResourceCommand({ SecretId: untagged, TagKeys }));

  const { code, out } = await runRekey('schedules');
  expect(code).toBe(0);
  const [title = '', ...lines] = out.trimEnd().split('\n');
  expect(title.split(/ {2,}/)).toEqual([
    'SECRET',
    'EXPRESSION',
    'WINDOW',
    'NEXT WINDOW',
    'CHANGED',
    'STATE',
  ]);
  const byName = new Map(lines.map((line) => [line.split(' ')[0], line]));
  expect(byName.get('fine/key')).toMatch(
    /rate\(30 days\) +24h +\d{4}-\d\d-\d\d 00:00 UTC +\d{4}-\d\d-\d\d +enabled$/,
  );
  expect(byName.get('off/key')).toMatch(/16h +- +\S+ +disabled$/);
  expect(byName.get('lost/key')).toMatch(/the secret is gone$/);
  expect(byName.get('drifted/key')).toMatch(
    /expression in Scheduler is rate\(1 hour\), expected cron\(0 8 1 \* \? \*\); dead-letter queue is none, expected arn:aws:sqs:\S+$/,
  );
  expect(byName.get('windowed/key')).toMatch(/the tag rekey:window is 2h$/);
  expect(byName.get('untagged/key')).toMatch(/the secret has no tag rekey:target$/);
  expect(byName.get('theirs')).toMatch(/not ours: an input that Rekey did not write$/);

  const json = await runRekey('schedules', '--json');
  const { schedules } = JSON.parse(json.out) as { schedules: readonly { schedule: string }[] };
  const find = (name: string) => schedules.find(({ schedule }) => schedule.startsWith(name));
  expect(find('fine-key')).toMatchObject({
    secret: 'fine/key',
    expression: 'rate(30 days)',
    window: '24h',
    enabled: true,
    nextWindow: { opensAt: expect.stringMatching(/T00:00:00\.000Z$/) },
    problems: [],
  });
  expect(find('lost-key')).toMatchObject({ problems: [{ kind: 'secret-gone' }] });
});

const VERBS = [
  {
    verb: 'schedule',
    argv: ['fine/key', '--expression=rate(30 days)', '--no-rotate-now', '--yes'],
  },
  { verb: 'unschedule', argv: ['fine/key', '--yes'] },
  { verb: 'schedules', argv: [] },
];

test.each(VERBS)(
  '$verb says how to get a stack where there is none, with 2',
  async ({ verb, argv }) => {
    const stage = await runRekey(verb, ...argv, '--stage', 'none');
    expect(stage).toMatchObject({ code: 2, out: '' });
    expect(stage.errors).toContain('No stack rekey-none in us-east-1: deploy with');
    const region = await runRekey(verb, ...argv, '--region', 'eu-west-1');
    expect(region).toMatchObject({ code: 2, out: '' });
    expect(region.errors).toContain('No stack rekey-dev in eu-west-1');
  },
);

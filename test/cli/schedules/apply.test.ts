// `rekey apply`: from rotations.yml to tags and schedules, what it shows, refuses and leaves alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteSecretCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runRekey } from '../../support/command-line.ts';
import { type ScheduleWorld, startScheduleWorld } from '../../support/schedule-world.ts';

let world: ScheduleWorld;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-apply-'));
  world = await startScheduleWorld();
});

afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Applies a file of this content. */
async function apply(content: string, ...flags: readonly string[]) {
  const file = join(folder, 'rotations.yml');
  writeFileSync(file, content);
  const ran = await runRekey('apply', `--file=${file}`, ...flags);
  const shorten = (text: string) => text.replaceAll(`${folder}/`, '');
  return { code: ran.code, out: shorten(ran.out), errors: shorten(ran.errors) };
}

const TWO = `
defaults:
  target: http-api
  recipe: better-auth-api-key
  window: 3h
rotations:
  - secret: two/key
    expression: rate(30 days)
    grace: 1d
    admin: two/admin
    options: {length: 48, field: apiKey}
  - secret: two/seed
    target: generated
    expression: cron(0 8 1 * ? *)
    window: 2h
    enabled: false
`;

test('a file becomes tags and schedules, and the second time there is nothing to change', async () => {
  await world.createSecret('two/key', {});
  await world.createSecret('two/seed', { target: 'generated', recipe: 'old' });
  await world.createSecret('two/admin', { role: 'admin' });
  const first = await apply(TWO, '--yes');
  expect(first).toMatchObject({ code: 0, errors: '' });
  expect(first.out).toMatch(/\+ schedule two-key-[0-9a-f]{16}: rate\(30 days\), window 3h\n/);
  expect(first.out).toContain('- tag rekey:recipe: old\n');
  expect(first.out).toContain(
    'Secrets to change: 2; as rotations.yml says: 0. None is rotated at once',
  );
  expect(first.out).toContain('Applied to 2.');
  expect(await world.loadTags('two/key')).toEqual({
    target: 'http-api',
    recipe: 'better-auth-api-key',
    admin: 'two/admin',
    options: 'length=48 field=apiKey',
    window: '3h',
    grace: '1d',
  });
  expect(await world.loadTags('two/seed')).toEqual({
    target: 'generated',
    window: '2h',
    enabled: 'false',
  });
  const inputs = (await world.listSchedules('two-')).map(
    ({ Target }) => JSON.parse(Target?.Input ?? '') as object,
  );
  expect(inputs).toMatchObject([
    { schedule: 'rate(30 days)', window: '3h', trigger: 'schedule' },
    { schedule: 'cron(0 8 1 * ? *)', window: '2h', trigger: 'schedule' },
  ]);
  const second = await apply(TWO, '--yes');
  expect(second).toMatchObject({ code: 0, errors: '' });
  expect(second.out).toContain('Nothing to change. Secrets as rotations.yml says: 2.');
  expect(await world.listInputs()).toEqual([]);
});

test('what drifted from the file is shown with --dry-run and mended without', async () => {
  await world.secrets.send(
    new TagResourceCommand({
      SecretId: 'two/key',
      Tags: [
        { Key: 'rekey:window', Value: '5h' },
        { Key: 'team', Value: 'payments' },
      ],
    }),
  );
  await world.editSchedule('two-seed', ({ Target }) => ({
    State: 'DISABLED',
    Target: { ...Target, RetryPolicy: { MaximumEventAgeInSeconds: 60 } } as never,
  }));
  const looked = await apply(TWO, '--dry-run');
  expect(looked).toMatchObject({ code: 0, errors: '' });
  expect(looked.out).toContain('~ tag rekey:window: 5h → 3h');
  expect(looked.out).toContain('~ schedule, state: disabled → enabled\n');
  expect(looked.out).toContain('~ schedule, maximum event age: 60 s → 7200 s\n');
  expect(await world.loadTags('two/key')).toMatchObject({ window: '5h' });
  expect((await apply(TWO, '--yes')).code).toBe(0);
  expect(await world.loadTags('two/key')).toMatchObject({ window: '3h', team: 'payments' });
  expect(await world.listSchedules('two-seed')).toMatchObject([{ State: 'ENABLED' }]);
});

test('what the file does not name is listed, and only --prune removes schedules of ours', async () => {
  await world.createSecret('lone/key');
  await world.createSecret('tagged/key');
  await runRekey('schedule', 'lone/key', '--expression=rate(9 days)', '--no-rotate-now', '--yes');
  await world.createSchedule('somebody-else');
  const kept = await apply(TWO, '--yes');
  expect(kept.code).toBe(0);
  expect(kept.out).toMatch(/schedule lone-key-\w+ of lone\/key: rate\(9 days\); it stays, --prune/);
  expect(kept.out).toContain('schedule somebody-else: an input that Rekey did not write');
  expect(kept.out).toContain('secret tagged/key: tagged, and on no schedule');
  expect(await world.listSchedules('lone-key')).toHaveLength(1);
  const pruned = await apply(TWO, '--prune', '--yes');
  expect(pruned.code).toBe(0);
  expect(pruned.out).toContain('Schedules to remove: 1.');
  expect(await world.listSchedules('lone-key')).toHaveLength(0);
  expect(await world.listSchedules('somebody-else')).toHaveLength(1);
});

test('where one part cannot be applied the others are, it is said which, and ends with 1', async () => {
  await world.createSecret('part/good');
  await world.createSecret('part/bad');
  // 50 tags are all that a secret may carry
  const Tags = Array.from({ length: 49 }, (_, n) => ({ Key: `n${String(n)}`, Value: 'v' }));
  await world.secrets.send(new TagResourceCommand({ SecretId: 'part/bad', Tags }));
  const both = ['bad', 'good'].map(
    (name) => `- {secret: part/${name}, target: generated, expression: rate(9 days), window: 2h}\n`,
  );
  const { code, out, errors } = await apply(both.join(''), '--yes');
  expect(code).toBe(1);
  expect(out).toMatch(/✗ part\/bad: .*TagResource/);
  expect(out).toContain('✓ part/good');
  expect(errors).toContain('1 of 2 were not applied; the others were.');
  expect(await world.loadTags('part/good')).toMatchObject({ window: '2h' });
});

test('every secret that cannot be rotated so is refused with its line, and nothing is applied', async () => {
  await world.createSecret('sound/key', {});
  await world.createSecret('gone/key');
  await world.secrets.send(new DeleteSecretCommand({ SecretId: 'gone/key' }));
  const arn = await world.createSecret('same/key');
  await world.createSecret('owned/key', { role: 'admin' });
  const line = (secret: string, more = '') =>
    `- {secret: '${secret}', target: generated, expression: rate(9 days)${more}}\n`;
  const content = [
    line('sound/key'),
    line('none/key'),
    line('gone/key'),
    line('same/key'),
    line(arn),
    line('owned/key'),
    line('tagged/key', ', admin: sound/key'),
  ].join('');
  const { code, out, errors } = await apply(content, '--yes');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  const faults = errors.split('\n');
  expect(faults[0]).toContain('5 faults, so nothing was applied:');
  expect(faults[1]).toMatch(/^rotations.yml:2:12: No secret none\/key in us-east-1: /);
  expect(faults[2]).toMatch(/^rotations.yml:3:12: Secret gone\/key: .*scheduled for deletion/);
  expect(faults[3]).toMatch(/^rotations.yml:5:12: secret same\/key .*first in rotations.yml:4:12$/);
  expect(faults[4]).toMatch(/^rotations.yml:6:12: Secret owned\/key: .*only ever read/);
  expect(faults[5]).toMatch(
    /^rotations.yml:7:.*: admin sound\/key: expected the tag rekey:role=admin/,
  );
  expect(await world.loadTags('sound/key')).toEqual({});
});

test('without a file it says so and ends with 2', async () => {
  const { code, errors } = await runRekey('apply', '--file', join(folder, 'none.yml'));
  expect(code).toBe(2);
  expect(errors).toContain('name another with --file');
});

test('--json is the plan and then what was applied, one document a line', async () => {
  await world.createSecret('json/key');
  const content = '- {secret: json/key, target: generated, expression: rate(9 days), window: 2h}\n';
  const { code, out } = await apply(content, '--yes', '--json');
  expect(code).toBe(0);
  const [plan, applied] = out
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as object);
  expect(plan).toMatchObject({
    kind: 'plan',
    changes: [{ secret: 'json/key', schedule: { action: 'create' }, nextWindow: {} }],
    unchanged: 0,
    unmanaged: expect.arrayContaining([expect.objectContaining({ kind: 'stranger' })]),
  });
  expect(applied).toEqual({
    kind: 'applied',
    outcomes: [{ name: 'json/key', parts: ['tags', 'schedule'] }],
  });
});

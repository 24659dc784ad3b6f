// `rekey status` against the endpoint: each word of health by a secret that has it, in every width.
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runProgram } from '../../cli/program.ts';
import { createSystemClock } from '../../local/clock.ts';
import { withoutRights } from '../support/as-role.ts';
import { createPrinted, runRekey } from '../support/command-line.ts';
import { createOperatedSecrets } from '../support/operated-secrets.ts';
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts';

let stack: OperatedStack;

beforeAll(async () => {
  stack = await startOperatedStack();
  await createOperatedSecrets(stack, createSystemClock().now());
});

afterAll(async () => {
  await stack.close();
});

test('each secret has its word, the worst first', async () => {
  const { code, out, errors } = await runRekey('status');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const [table = ''] = out.split('\n\n');
  const rows = table.split('\n').slice(1);
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual([
    ['app/foreign-pending', 'stuck'],
    ['app/left-pending', 'stuck'],
    ['app/failing', 'failing'],
    ['app/misconfigured', 'misconfigured'],
    ['app/not-retired', 'overdue'],
    ['app/overdue', 'overdue'],
    ['app/disabled', 'disabled'],
    ['app/paused', 'disabled'],
    ['app/unscheduled', 'unscheduled'],
    ['app/never-rotated', 'never rotated'],
    ['app/rotating', 'rotating'],
    ['app/in-grace', 'in grace'],
    ['app/healthy', 'healthy'],
    ['app/told', 'healthy'],
    ['app/deleted', 'in deletion'],
  ]);
});

test('below the table stands what is wrong with each, and the next command', async () => {
  const { out } = await runRekey('status');
  expect(out).toContain(
    '\n15 secrets: 2 stuck, 1 failing, 1 misconfigured, 2 overdue, 2 disabled, 1 unscheduled, 1 never rotated, 1 rotating, 1 in grace, 2 healthy, 1 in deletion\n',
  );
  expect(out).toMatch(
    /\napp\/failing\n {2}failing: TestSecret Rekey\.CredentialRefused \(T05\) at .* UTC\n {2}next: aws stepfunctions start-execution\n/,
  );
  expect(out).not.toMatch(/\napp\/healthy\n/);
});

test('--problems leaves out what runs as it should', async () => {
  const { out } = await runRekey('status', '--problems', '--json');
  const { secrets } = JSON.parse(out) as { secrets: { health: string }[] };
  expect(secrets).toHaveLength(10);
  expect(secrets.map(({ health }) => health)).not.toContain('in grace');
  const one = await runRekey('status', 'app/healthy', '--problems');
  expect(one).toMatchObject({ code: 0, out: 'Nothing is wrong with app/healthy.\n' });
});

test('one secret is shown with everything that is known of it', async () => {
  const { code, out } = await runRekey('status', 'app/failing');
  expect(code).toBe(0);
  expect(out).toMatch(/ {2}health +failing\n/);
  expect(out).toMatch(
    / {2}AWSCURRENT +rekey-7{26}, 50d old, since \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/,
  );
  expect(out).toMatch(/ {2}last run +failed, started .* UTC, 2h ago, by hand\n +arn:aws:states:/);
  expect(out).toMatch(/ {2}schedule +rate\(7 days\), open for 24h \(app-failing-[0-9a-f]{16}\)\n/);
  expect(out).toMatch(/ {2}next window +.* UTC to .* UTC, in \d+[dhm]\n/);
  expect(out).toMatch(
    /open notice {2}error: TestSecret failed with Rekey\.CredentialRefused, \d+[hm] ago\n +catalogue entry T05\n +recovery: undone; works now: current\n +notice notice-of-failing\n +aws stepfunctions start-execution\n$/,
  );
  const unscheduled = await runRekey('status', 'app/unscheduled');
  expect(unscheduled.out).toMatch(
    / {2}schedule +none; one is made by\n +npx rekey schedule app\/unscheduled --expression 'rate\(30 days\)' --no-rotate-now --stack rekey-dev --region us-east-1\n/,
  );
  const grace = await runRekey('status', 'app/in-grace');
  expect(grace.out).toMatch(/ {2}in grace +rekey-a{26} until .* UTC\n/);
});

test('--json prints one document, its times ISO 8601', async () => {
  const { out } = await runRekey('status', '--json');
  const document = JSON.parse(out) as { secrets: { secret: string }[] };
  const find = (name: string) => document.secrets.find(({ secret }) => secret === name);
  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(document).toMatchObject({ stack: 'rekey-dev', region: 'us-east-1', at: iso, notes: [] });
  expect(find('app/healthy')).toMatchObject({
    target: 'generated',
    health: 'healthy',
    current: { madeAt: iso, ageSeconds: expect.any(Number) },
    lastRun: { result: 'rotated', trigger: 'schedule', startedAt: iso },
    schedule: { kind: 'ours', expression: 'rate(7 days)', window: '24h', enabled: true },
    nextWindow: { opensAt: iso, closesAt: iso },
    unknown: [],
  });
  expect(find('app/in-grace')).toMatchObject({ inGrace: [{ until: iso }] });
  expect(find('app/failing')).toMatchObject({ openNotice: { failure: { catalogue: 'T05' } } });
});

test.each([60, 80, 200])('a table fits a terminal of %d columns', async (columns) => {
  const printed = createPrinted(true, columns);
  await runProgram(['status'], printed.writer);
  const lines = stripVTControlCharacters(printed.out()).split(/[\r\n]/);
  const isCommand = (line: string): boolean => line.startsWith('  next: ');
  const tooWide = lines.filter((line) => line.length > columns && !isCommand(line));
  expect(tooWide).toEqual([]);
  expect(lines.some((line) => line.includes('app/never-rotated'))).toBe(true);
  expect(lines.some((line) => line.includes('TARGET'))).toBe(columns === 200);
});

test('colours and progress are for terminals, and NO_COLOR is honoured', async () => {
  const terminal = createPrinted(true, 80);
  await runProgram(['status'], terminal.writer);
  const stuckInColour = '\u001b[31mstuck';
  expect(terminal.out()).toContain(stuckInColour);
  expect(terminal.out()).toMatch(/… .*15 secrets/);
  expect(terminal.out()).toMatch(/13 of 13 schedules/);
  const plain = createPrinted(true, 80, true);
  await runProgram(['status'], plain.writer);
  expect(plain.out()).not.toContain(stuckInColour);
  expect(plain.out()).toContain('stuck');
  const piped = await runRekey('status');
  expect(piped.out).not.toContain('\u001b');
});

test.each([
  ['scheduler:GetSchedule', 'its schedule: no permission for scheduler:GetSchedule'],
  [
    'secretsmanager:ListSecretVersionIds',
    'the age of AWSCURRENT: no permission for secretsmanager:ListSecretVersionIds',
  ],
])('without %s the row says so, and the rest is shown', async (denied, text) => {
  const { code, out } = await withoutRights(stack.running, [denied], () => runRekey('status'));
  expect(code).toBe(0);
  expect(out).toContain(`unknown: ${text}`);
  expect(out).toMatch(/app\/foreign-pending +stuck/);
  expect(out).toMatch(/app\/in-grace +unknown .*\?/);
});

test('a schedule that has fired since its last change is told by the evidence, and not asked for', async () => {
  const { out } = await withoutRights(stack.running, ['scheduler:GetSchedule'], () =>
    runRekey('status', '--json'),
  );
  const { secrets } = JSON.parse(out) as { secrets: { secret: string }[] };
  expect(secrets.find(({ secret }) => secret === 'app/told')).toMatchObject({
    health: 'healthy',
    schedule: { kind: 'ours', expression: 'rate(7 days)', window: '24h' },
    unknown: [],
  });
  // This one was changed after its last run: what it says now, only Scheduler knows.
  expect(secrets.find(({ secret }) => secret === 'app/healthy')).toMatchObject({
    schedule: { kind: 'unreadable' },
  });
});

test('without the evidence it says so, and what labels and schedules tell is shown', async () => {
  const { code, out, errors } = await withoutRights(stack.running, ['logs:FilterLogEvents'], () =>
    runRekey('status'),
  );
  expect(code).toBe(0);
  expect(errors).toMatch(/^rekey: Runs are not known: no permission for logs:FilterLogEvents on /);
  expect(out).toMatch(/app\/overdue +overdue +50d +\? /);
});

test('a list of schedules that is refused is told by each row', async () => {
  const { code, out } = await withoutRights(stack.running, ['scheduler:ListSchedules'], () =>
    runRekey('status', '--json'),
  );
  const { secrets } = JSON.parse(out) as { secrets: { schedule: { kind: string } }[] };
  expect(code).toBe(0);
  // Each is asked for by its name then.
  expect(new Set(secrets.map(({ schedule }) => schedule.kind))).toEqual(new Set(['ours', 'none']));
});

test('who may not list secrets is told so, and fails', async () => {
  const { code, errors } = await withoutRights(stack.running, ['secretsmanager:ListSecrets'], () =>
    runRekey('status'),
  );
  expect(code).toBe(1);
  expect(errors).toContain('secretsmanager:ListSecrets');
});

test('a stack, a region and a secret that are not there are usage errors that say what to do', async () => {
  const secret = await runRekey('status', 'app/none');
  expect(secret).toMatchObject({
    code: 2,
    errors: expect.stringContaining('No secret app/none in us-east-1'),
  });
  const nowhere = await runRekey('status', '--region', 'eu-central-1');
  expect(nowhere).toMatchObject({
    code: 2,
    errors: expect.stringMatching(/No stack rekey-dev in eu-central-1: deploy with/),
  });
});

test('a secret in deletion is shown as that', async () => {
  const { code, out } = await runRekey('status', 'app/deleted');
  expect(code).toBe(0);
  expect(out).toMatch(/in deletion: scheduled for deletion on \d{4}-\d\d-\d\d; its schedule still/);
});

test('without credentials it says how to get some', async () => {
  const { AWS_ACCESS_KEY_ID: key } = process.env;
  delete process.env['AWS_ACCESS_KEY_ID'];
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  process.env['AWS_CONFIG_FILE'] = process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
  const { code, errors } = await runRekey('status');
  process.env['AWS_ACCESS_KEY_ID'] = key;
  expect(code).toBe(1);
  expect(errors).toContain('No AWS credentials found. Set AWS_PROFILE');
});

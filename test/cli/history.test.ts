// `rekey history` against the endpoint: runs from the evidence, states from Step Functions.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../local/clock.ts';
import { runRekey } from '../support/command-line.ts';
import { MACHINE, toStatusLine } from '../support/evidence-lines.ts';
import { tellFailure, tellRotation, toVersionId } from '../support/operated-secrets.ts';
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOTICE = 'Secret:    app/key\n\nNEXT\n  Make it.';
/** Its test is refused twice, then it tells people. */
const fails = {
  PlanRotation: { Type: 'Pass', Next: 'TestSecret' },
  TestSecret: {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:secretsmanager:describeSecret',
    Arguments: { SecretId: 'app/missing' },
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'DiagnoseFailure' }],
    Next: 'Rotated',
  },
  Rotated: { Type: 'Succeed' },
  DiagnoseFailure: {
    Type: 'Pass',
    Output: { subject: 'Rekey: failed', message: `${NOTICE}\n\n{"noticeId":"n"}\n` },
    Next: 'Notified',
  },
  Notified: { Type: 'Fail', Error: 'Rekey.Notified', Cause: 'the notice says the rest' },
};

const clock = createSystemClock();
const now = clock.now();
let stack: OperatedStack;
let arn: string;

beforeAll(async () => {
  stack = await startOperatedStack({ states: fails });
  stack.goTo(80);
  arn = await stack.createSecret('app/key');
  const other = await stack.createSecret('app/key-two');
  stack.goTo(60);
  await stack.putEvidence(tellRotation('old', arn, now - 60 * DAY_MS, toVersionId('1')));
  stack.goTo(0);
  await stack.startRun('newest');
  await stack.putEvidence([
    ...tellRotation('later', arn, now - 30 * DAY_MS, toVersionId('2')),
    ...tellFailure('others', other, now - HOUR_MS),
    ...tellFailure('newest', arn, now - 60_000),
    toStatusLine({
      run: 'skips',
      startedAt: now - 2 * DAY_MS,
      endedAt: now - 2 * DAY_MS + 400,
      status: 'SUCCEEDED',
      input: { secretId: 'app/key', trigger: 'schedule' },
      output: { decision: 'skip', reason: 'another rotation runs', secretArn: arn },
    }),
  ]);
});

afterAll(async () => {
  await stack.close();
});

async function waitForEnd(): Promise<void> {
  for (;;) {
    const { out } = await runRekey('history', 'app/key', '--json');
    if (out.includes('"status":"FAILED"')) return;
    await clock.sleep(100);
  }
}

test('runs are listed, the newest first, and only those of the secret', async () => {
  const { code, out, errors } = await runRekey('history', 'app/key');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const rows = out.split('\n').slice(2, 6);
  expect(rows.map((row) => row.split(/ {2,}/).slice(1))).toEqual([
    ['hand', 'failed', '10.00 s', 'TestSecret Rekey.CredentialRefused (T05)'],
    ['schedule', 'skipped', '0.40 s', 'another rotation runs'],
    ['schedule', 'rotated', '4.00 s', toVersionId('2')],
    ['schedule', 'rotated', '4.00 s', toVersionId('1')],
  ]);
});

test('of the newest run every state is shown with its time and tries, and the diagnosis', async () => {
  await waitForEnd();
  const { out } = await runRekey('history', 'app/key');
  expect(out).toContain(`\n${MACHINE}:newest\n`);
  expect(out.match(/! TestSecret .*find the specified secret/g)).toHaveLength(2);
  expect(out).toMatch(/✓ PlanRotation .*\n[\s\S]*✗ TestSecret +\d+\.\d\d s +2 tries\n/);
  expect(out).toContain(`\n${NOTICE.replace(/^(?=.)/gm, '    ')}\n`);
  expect(out).toMatch(/FAILED after .*\nthe notice says the rest\n$/);
});

test('a run whose history is gone is told, and the runs are shown all the same', async () => {
  const { code, out } = await runRekey('history', 'app/key', '--run', `${MACHINE}:old`);
  expect(code).toBe(0);
  expect(out).toContain(toVersionId('1'));
  expect(out).toContain('Step Functions has no history of this run: it keeps one for 90 days');
});

test('--since and --limit bound what is shown', async () => {
  const since = await runRekey('history', 'app/key', '--since', '45d', '--json');
  const { runs } = JSON.parse(since.out) as { runs: { executionArn: string }[] };
  expect(runs.map(({ executionArn }) => executionArn.split(':').at(-1))).not.toContain('old');
  const limited = await runRekey('history', 'app/key', '--limit', '1');
  expect(limited.out).toContain('3 older runs; --limit shows more of them.');
});

test('--json prints one document, its times ISO 8601', async () => {
  await waitForEnd();
  const { out } = await runRekey('history', 'app/key', '--json');
  const document = JSON.parse(out) as { run: { states: { state: string }[] }; runs: object[] };
  expect(document.runs[0]).toMatchObject({
    executionArn: `${MACHINE}:newest`,
    startedAt: new Date(now - 60_000).toISOString(),
    result: 'failed',
    failure: { step: 'TestSecret', catalogue: 'T05' },
  });
  expect(document.run.states.map(({ state }) => state)).toEqual([
    'PlanRotation',
    'TestSecret',
    'DiagnoseFailure',
    'Notified',
  ]);
  expect(document.run.states[1]).toMatchObject({
    enteredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    tries: 2,
    failures: [{ error: expect.any(String) }, { error: expect.any(String) }],
  });
});

test('a secret without runs says since when there was none', async () => {
  stack.goTo(0);
  await stack.createSecret('app/fresh');
  const { code, out } = await runRekey('history', 'app/fresh', '--since', '2w');
  expect(code).toBe(0);
  expect(out).toMatch(/^app\/fresh\nNo run since \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/);
});

test.each([
  [['history', 'app/key', '--since', '90'], 'Expected a time such as 12h, 90d or 52w'],
  [['history', 'app/key', '--limit', '0'], 'Expected a number from 1 to 1000'],
  [['history', 'app/key', '--run', 'newest'], 'Expected the ARN of an execution'],
  [['history'], "missing required argument 'secret'"],
])('a wrong call is a usage error: %j', async (argv, text) => {
  const { code, errors } = await runRekey(...argv);
  expect(code).toBe(2);
  expect(errors).toContain(text);
});

test('an unknown secret is named', async () => {
  const { code, errors } = await runRekey('history', 'app/none');
  expect(code).toBe(2);
  expect(errors).toContain('No secret app/none in us-east-1');
});

// `rekey rotate` against machines whose states bear our names: what is shown, when it stops watching, and the exit code.
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runProgram } from '../../cli/program.ts';
import { withoutRights } from '../support/as-role.ts';
import { type RunningCloud, startCloud } from '../support/cloud.ts';
import { createPrinted, runRekey } from '../support/command-line.ts';
import { deployHandMadeStack } from '../support/hand-made-stack.ts';

const pass = (Next: string, Output?: object) => ({ Type: 'Pass', Next, ...(Output && { Output }) });
const NOTICE = 'Secret:    demo/missing\n\nNEXT\n  Make it.';
const diagnose = (Next: string) =>
  pass(Next, { subject: 'Rekey: failed', message: `${NOTICE}\n\n{"noticeId":"n"}\n` });
const told = { Type: 'Fail', Error: 'Rekey.Notified', Cause: 'the notice says the rest' };
const grace = { Type: 'Wait', Seconds: 0, Next: 'RetirePrevious' };

/** Plans by a secret that is there; where it is not, it is looked for twice, then diagnosed. */
const rotate = (planned: string, finished?: object) => ({
  PlanRotation: {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:secretsmanager:describeSecret',
    Arguments: { SecretId: planned },
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'DiagnoseFailure' }],
    Output: '{% $states.context.Execution.Input %}',
    Next: 'FinishSecret',
  },
  FinishSecret: pass('GracePeriod', finished),
  GracePeriod: grace,
  RetirePrevious: pass('Rotated'),
  Rotated: { Type: 'Succeed' },
  DiagnoseFailure: diagnose('Notified'),
  Notified: told,
});
const rotation = rotate('{% $states.input.secretId %}');
const planFails = rotate('demo/missing');
/** As for a target that has nothing to revoke: due when it is switched. */
const hasNoGrace = rotate('{% $states.input.secretId %}', {
  Payload: { retireAt: '{% $now() %}' },
});
const skips = {
  PlanRotation: pass('Skipped', { decision: 'skip', reason: 'rotated in this window already' }),
  Skipped: { Type: 'Succeed' },
};
const settlesForward = {
  RecoverRotation: pass('DiagnoseFailure'),
  DiagnoseFailure: diagnose('GracePeriod'),
  GracePeriod: grace,
  RetirePrevious: pass('Notified'),
  Notified: told,
};
const cannotRecover = {
  RecoverRotation: pass('ScheduleRecoveries'),
  ScheduleRecoveries: pass('DiagnoseFailure'),
  DiagnoseFailure: diagnose('Notified'),
  Notified: told,
};
/** Takes longer than anybody looks on. */
const takesLong = {
  CreateSecret: { Type: 'Wait', Seconds: 900, Next: 'Notified' },
  Notified: told,
};

let running: RunningCloud;

beforeAll(async () => {
  running = await startCloud();
  process.env['AWS_ENDPOINT_URL'] = running.url;
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = running.clientConfig.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = running.clientConfig.credentials.secretAccessKey;
  await deployHandMadeStack(running, { name: 'rekey-dev', states: rotation });
  await deployHandMadeStack(running, { name: 'rekey-fails', states: planFails });
  await deployHandMadeStack(running, { name: 'rekey-graceless', states: hasNoGrace });
  await deployHandMadeStack(running, { name: 'rekey-skips', states: skips });
  await deployHandMadeStack(running, { name: 'rekey-forward', states: settlesForward });
  await deployHandMadeStack(running, { name: 'rekey-stuck', states: cannotRecover });
  await deployHandMadeStack(running, { name: 'rekey-slow', states: takesLong });
  const secrets = new SecretsManagerClient(running.clientConfig);
  const Tags = [{ Key: 'rekey:target', Value: 'generated' }];
  await secrets.send(new CreateSecretCommand({ Name: 'demo/key', SecretString: 'v', Tags }));
  secrets.destroy();
});

afterAll(async () => {
  await running.close();
});

test('it shows each state with its time, and ends with 0 once the new credential is current', async () => {
  const { code, out, errors } = await runRekey('rotate', 'demo/key');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(out).toMatch(/^Rotating demo\/key\narn:aws:states:us-east-1:\d+:execution:\S+\n/);
  expect(out).toMatch(/✓ PlanRotation +\d+\.\d\d s\n +✓ FinishSecret +\d+\.\d\d s\n/);
  expect(out).toContain(
    'The new credential is current. The old one is retired after its grace period',
  );
  expect(out).not.toContain('RetirePrevious');
});

test('--follow waits until the old credential is retired', async () => {
  const { code, out } = await runRekey('rotate', 'demo/key', '--follow');
  expect(code).toBe(0);
  expect(out).toMatch(/✓ RetirePrevious .*\n +✓ Rotated .*\nSUCCEEDED after \d+\.\d\d s\n$/);
});

test('a failed run shows every try with its reason, and the notice as people got it, and ends with 1', async () => {
  const { code, out } = await runRekey('rotate', 'demo/key', '--stage', 'fails');
  expect(code).toBe(1);
  const tries = out.match(
    /! PlanRotation .*ResourceNotFoundException: .*find the specified secret/g,
  );
  expect(tries).toHaveLength(2);
  expect(out).toMatch(/✗ PlanRotation +\d+\.\d\d s +2 tries\n/);
  expect(out).toContain(`\n${NOTICE.replace(/^(?=.)/gm, '    ')}\n`);
  expect(out).not.toContain('noticeId');
  expect(out).toMatch(/FAILED after .*\nthe notice says the rest\n$/);
});

test.each([
  { typed: 'demo/kye', hint: ' Did you mean demo/key?' },
  {
    typed: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:demo/kex-Abc123',
    hint: ' Did you mean demo/key?',
  },
  { typed: 'something/else', hint: '' },
])('$typed, which does not exist, is refused before anything starts', async ({ typed, hint }) => {
  const before = await countRuns();
  const { code, out, errors } = await runRekey('rotate', typed);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toMatch(/^rekey: No secret \S+ in us-east-1: .* The account is 000000000000\./);
  expect(errors).toMatch(new RegExp(`${typed} in .*000000000000\\.${hint.replace('?', '\\?')}\n$`));
  expect(await countRuns()).toBe(before);
});

test('what can be no name of a secret is refused too', async () => {
  const { code, errors } = await runRekey('rotate', 'demo/my key');
  expect(code).toBe(2);
  expect(errors).toMatch(/^rekey: No secret can have the name "demo\/my key": /);
});

test('whoever may not list names is refused without a hint', async () => {
  const { code, errors } = await withoutRights(running, ['secretsmanager:ListSecrets'], () =>
    runRekey('rotate', 'demo/kye'),
  );
  expect(code).toBe(2);
  expect(errors).toMatch(/^rekey: No secret demo\/kye in us-east-1: .*000000000000\.\n$/);
});

test('whoever may not look for the secret starts the rotation all the same', async () => {
  const { code, out } = await withoutRights(running, ['secretsmanager:DescribeSecret'], () =>
    runRekey('rotate', 'demo/key'),
  );
  expect(code).toBe(0);
  expect(out).toContain('The new credential is current.');
});

test.each([
  { how: 'and no --follow', flags: [] },
  { how: 'with --follow', flags: ['--follow'] },
])(
  'where there is no grace period, $how, nothing is said of an old credential',
  async ({ flags }) => {
    const { code, out } = await runRekey('rotate', 'demo/key', '--stage', 'graceless', ...flags);
    expect(code).toBe(0);
    expect(out).toMatch(/✓ FinishSecret/);
    expect(out).not.toMatch(/the old|grace period/i);
  },
);

test('a run that found nothing to do says why, and ends with 0', async () => {
  const { code, out } = await runRekey('rotate', 'demo/key', '--stage', 'skips');
  expect(code).toBe(0);
  expect(out).toContain('Nothing to do: rotated in this window already after ');
});

test('a run that failed and was settled forward ends with 1, though the new credential is current', async () => {
  const { code, out } = await runRekey('rotate', 'demo/key', '--stack', 'rekey-forward');
  expect(code).toBe(1);
  expect(out).toContain('recovery made the new credential current');
});

test('a run whose recovery could not finish says that it is tried again, and ends with 1', async () => {
  const { code, out } = await runRekey('rotate', 'demo/key', '--stage', 'stuck');
  expect(code).toBe(1);
  expect(out).toMatch(/✓ ScheduleRecoveries +\d+\.\d\d s\n/);
  expect(out).toMatch(/FAILED after .*\nthe notice says the rest\n$/);
});

test('--json prints one document a line, from the start to the end', async () => {
  const { code, out } = await runRekey('rotate', 'demo/key', '--follow', '--json');
  expect(code).toBe(0);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  expect(lines[0]).toMatchObject({ kind: 'started', executionArn: expect.stringMatching(/^arn:/) });
  expect(lines.at(-1)).toMatchObject({ kind: 'ended', status: 'SUCCEEDED' });
  expect(new Set(lines.map(({ kind }) => kind))).toEqual(
    new Set(['started', 'entered', 'exited', 'ended']),
  );
});

test('the input has what was asked for, and nothing that was not', async () => {
  const { out } = await runRekey(
    'rotate',
    'demo/key',
    '--window',
    '90s',
    '--grace',
    '2s',
    '--json',
  );
  const { executionArn } = JSON.parse(out.split('\n')[0] ?? '') as { executionArn: string };
  const machines = new SFNClient(running.clientConfig);
  const { input } = await machines.send(new DescribeExecutionCommand({ executionArn }));
  machines.destroy();
  expect(JSON.parse(input ?? '')).toEqual({
    secretId: 'demo/key',
    trigger: 'hand',
    window: '90s',
    gracePeriod: '2s',
  });
});

test('a terminal sees what goes on, and Ctrl-C stops watching only', async () => {
  const printed = createPrinted(true);
  const ended = runProgram(['rotate', 'demo/key', '--stage', 'slow', '--follow'], printed.writer);
  await printed.waitFor(/… CreateSecret/);
  process.emit('SIGINT');
  expect(await ended).toBe(1);
  expect(printed.errors()).toContain('the rotation goes on');
});

async function countRuns(): Promise<number> {
  const machines = new SFNClient(running.clientConfig);
  const { stateMachines = [] } = await machines.send(new ListStateMachinesCommand({}));
  const lists = await Promise.all(
    stateMachines.map(({ stateMachineArn }) =>
      machines.send(new ListExecutionsCommand({ stateMachineArn })),
    ),
  );
  machines.destroy();
  return lists.flatMap(({ executions = [] }) => executions).length;
}

test('without a stack it says how to get one, and ends with 2', async () => {
  const { code, errors } = await runRekey('rotate', 'demo/key', '--stage', 'prod');
  expect(code).toBe(2);
  expect(errors).toMatch(/^rekey: No stack rekey-prod in us-east-1: deploy with "npx sls deploy"/);
});

test('a region without the stack is told from a region that has it', async () => {
  const { code, errors } = await runRekey('rotate', 'demo/key', '--region', 'eu-central-1');
  expect(code).toBe(2);
  expect(errors).toContain('No stack rekey-dev in eu-central-1');
});

test('where nobody listens it says so, and ends with 1', async () => {
  const closed = await startCloud();
  await closed.close();
  process.env['AWS_ENDPOINT_URL'] = closed.url;
  const { code, errors } = await runRekey('rotate', 'demo/key');
  process.env['AWS_ENDPOINT_URL'] = running.url;
  expect(code).toBe(1);
  expect(errors).toMatch(/^rekey: .*ECONNREFUSED.*Nobody listens there\./);
});

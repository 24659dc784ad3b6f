// From a run to the auditor: the packaged stack's own rule, log group, policy and queue, with a machine that does what ours would tell.
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findLeaks, listLogs } from '../../demo/leaks.ts';
import { createSystemClock } from '../../local/clock.ts';
import { createSystemRandom } from '../../local/random.ts';
import { loadRuns } from '../../src/aws/evidence.ts';
import { loadStackOutputs } from '../../src/aws/stack.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import { withoutRights } from '../support/as-role.ts';
import { type RunningCloud, startCloud } from '../support/cloud.ts';
import { runRekey } from '../support/command-line.ts';
import { deployHandMadeStack } from '../support/hand-made-stack.ts';
import { packageStack, type Template } from '../support/package.ts';

const PACKAGE_MS_MAX = 180_000;
const TRIES_MAX = 200;
const clock = createSystemClock();
const never = new AbortController().signal;

let running: RunningCloud;
let config: Parameters<typeof loadRuns>[0];
let machines: SFNClient;
let stateMachineArn: string;
let logGroup: string;
let secretArn: string;
let canary: string;

beforeAll(async () => {
  const { template } = await packageStack();
  running = await startCloud();
  config = { ...running.clientConfig, requestHandler: {} } as never;
  process.env['AWS_ENDPOINT_URL'] = running.url;
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = running.clientConfig.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = running.clientConfig.credentials.secretAccessKey;
  await deployHandMadeStack(running, {
    name: 'rekey-dev',
    // Another stage in the same account, whose name begins like ours.
    machineName: 'rekey-dev-rotation-2',
    states: { Plan: { Type: 'Succeed' } },
    ...toEvidenceStack(template),
  });
  const outputs = await loadStackOutputs(config, 'rekey-dev');
  stateMachineArn = outputs.get('StateMachineArn') ?? '';
  logGroup = outputs.get('EvidenceLogGroupName') ?? '';
  machines = new SFNClient(running.clientConfig);
  canary = Buffer.from(createSystemRandom().bytes(24)).toString('base64url');
  const secrets = new SecretsManagerClient(running.clientConfig);
  const made = await secrets.send(
    new CreateSecretCommand({
      Name: 'prod/key',
      SecretString: canary,
      Tags: [{ Key: 'rekey:target', Value: 'generated' }],
    }),
  );
  secretArn = made.ARN ?? '';
  secrets.destroy();
}, PACKAGE_MS_MAX);

afterAll(async () => {
  machines.destroy();
  await running.close();
});

/** The packaged resources of the evidence as they are; the machine is the test's own, under our machine's name. */
function toEvidenceStack({ Resources, Outputs }: Template) {
  const evidence = Object.entries(Resources).filter(
    ([id, { Type }]) => id.startsWith('Evidence') && Type !== 'AWS::CloudWatch::Alarm',
  );
  return {
    resources: {
      ...Object.fromEntries(evidence),
      ScheduleGroup: Resources['ScheduleGroup'] ?? {},
      MachineRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'states.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
          Policies: [
            {
              PolicyName: 'tell',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }],
              },
            },
          ],
        },
      },
      RotationStateMachine: toMachine('rekey-dev-rotation'),
    },
    outputs: {
      OtherStateMachineArn: { Value: { Ref: 'Machine' } },
      StateMachineArn: { Value: { Ref: 'RotationStateMachine' } },
      ScheduleGroupName: { Value: Outputs['ScheduleGroupName']?.Value },
      EvidenceLogGroupName: { Value: Outputs['EvidenceLogGroupName']?.Value },
    },
  };
}

function toMachine(name: string): object {
  const put = (DetailType: string, Detail: object, Next: string) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::events:putEvents',
    Arguments: { Entries: [{ Source: 'rekey', DetailType, Detail }] },
    Next,
  });
  const about = {
    secretArn: '{% $states.context.Execution.Input.secretId %}',
    secretName: 'prod/key',
    executionArn: '{% $states.context.Execution.Id %}',
  };
  const when = (word: string, Next: string) => ({
    Condition: `{% $states.input.gracePeriod = '${word}' %}`,
    Next,
  });
  const States = {
    Decide: {
      Type: 'Choice',
      Choices: [when('1s', 'Announce'), when('2s', 'Tell'), when('3s', 'Skipped')],
      Default: 'Hang',
    },
    Announce: put(
      'Secret Rotated',
      {
        ...about,
        versionId: 'version-new-of-this-run-32-characters',
        previousVersionId: 'version-old',
        retireAt: '{% $now() %}',
      },
      'Rotated',
    ),
    Rotated: {
      Type: 'Succeed',
      Output: {
        decision: 'rotated',
        secretArn: about.secretArn,
        versionId: 'version-new-of-this-run-32-characters',
        retired: ['version-old'],
        refusedAt: '{% $now() %}',
      },
    },
    Tell: put(
      'Rotation Failed',
      {
        ...about,
        noticeId: 'notice',
        severity: 'error',
        step: 'TestSecret',
        error: 'Rekey.CredentialRefused',
        catalogue: 'T05b',
        recovery: 'undone',
        works: 'current',
        nextCommand: 'aws stepfunctions start-execution',
      },
      'Notified',
    ),
    Notified: {
      Type: 'Fail',
      Error: 'Rekey.Notified',
      Cause: 'Rekey.CredentialRefused in TestSecret; the notice says the rest',
    },
    Skipped: {
      Type: 'Succeed',
      Output: {
        decision: 'skip',
        reason: 'rotated in this window already',
        secretArn: about.secretArn,
      },
    },
    Hang: { Type: 'Wait', Seconds: 3600, Next: 'Skipped' },
  };
  return {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: name,
      RoleArn: { 'Fn::GetAtt': ['MachineRole', 'Arn'] },
      DefinitionString: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Decide', States }),
    },
  };
}

async function start(gracePeriod: string, arn = stateMachineArn): Promise<string> {
  const input = {
    secretId: secretArn,
    trigger: 'schedule',
    schedule: 'rate(30 days)',
    window: '3h',
  };
  const { executionArn = '' } = await machines.send(
    new StartExecutionCommand({
      stateMachineArn: arn,
      input: JSON.stringify({ ...input, gracePeriod }),
    }),
  );
  return executionArn;
}

/** EventBridge delivers a bit later. */
async function loadUntil(isEnough: (runs: readonly RunRecord[]) => boolean) {
  for (let tries = 0; ; tries += 1) {
    const runs = await loadRuns(config, clock, { logGroup, since: 0 }, never);
    if (isEnough(runs)) return runs;
    if (tries === TRIES_MAX) throw new Error(`Only ${JSON.stringify(runs)} came.`);
    await clock.sleep(50);
  }
}

test(
  'what rotations do and tell comes to the log group, is folded into runs, and stands in the report',
  async () => {
    const rotated = await start('1s');
    const failed = await start('2s');
    const skipped = await start('3s');
    const stopped = await start('4s');
    const { OtherStateMachineArn = '' } = Object.fromEntries(
      await loadStackOutputs(config, 'rekey-dev'),
    );
    await start('1s', OtherStateMachineArn);
    await machines.send(new StopExecutionCommand({ executionArn: stopped }));
    // As close-rotation would.
    const bus = new EventBridgeClient(running.clientConfig);
    const detail = {
      executionArn: stopped,
      secretArn,
      step: 'Execution',
      error: 'Execution.ABORTED',
      recovery: 'undone',
      catalogue: 'R01',
    };
    await bus.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'rekey', DetailType: 'Rotation Failed', Detail: JSON.stringify(detail) },
          {
            Source: 'rekey',
            DetailType: 'Rotation Failed',
            Detail: '{"executionArn":"arn:other"}',
          },
        ],
      }),
    );
    bus.destroy();
    const runs = await loadUntil(
      (found) =>
        found.length === 4 &&
        found.every(
          ({ result, failure }) =>
            result !== 'running' &&
            result !== 'switched' &&
            (result !== 'stopped' || failure?.catalogue !== undefined),
        ) &&
        found.some(
          ({ refusedAt, switchedAt }) => refusedAt !== undefined && switchedAt !== undefined,
        ),
    );
    const results = new Map(runs.map((run) => [run.executionArn, run]));
    expect(results.get(rotated)).toMatchObject({
      result: 'rotated',
      secretId: secretArn,
      schedule: 'rate(30 days)',
      retired: ['version-old'],
      previousVersionId: 'version-old',
    });
    expect(results.get(failed)).toMatchObject({ result: 'failed', failure: { catalogue: 'T05b' } });
    expect(results.get(skipped)).toMatchObject({
      result: 'skipped',
      reason: 'rotated in this window already',
    });
    expect(results.get(stopped)).toMatchObject({
      result: 'stopped',
      failure: { recovery: 'undone' },
    });

    const { code, out, errors } = await runRekey('report', '--since', '1d');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(out).toContain('# Rotations of rekey-dev in us-east-1');
    expect(out).toMatch(/\| prod\/key +\| schedule rate\(30 days\) +\| .* \| yes +\| version-new/);
    expect(out).toMatch(/TestSecret +\| Rekey\.CredentialRefused +\| T05b/);
    expect(out).toMatch(/Execution \(stopped\) +\| Execution\.ABORTED +\| R01/);
    expect(out).toContain('skipped: rotated in this window already');
    expect(out).toContain('The evidence begins at ');

    const json = await runRekey('report', '--json', '--secret', 'prod/key');
    expect(JSON.parse(json.out)).toMatchObject({
      totals: { secrets: 1, rotations: 1, failedRuns: 2, skippedRuns: 1 },
      secrets: [{ name: 'prod/key', verdict: 'no policy' }],
    });
    const csv = await runRekey('report', '--format', 'csv');
    expect(csv.out.split('\r\n')).toHaveLength(5);
  },
  PACKAGE_MS_MAX,
);

test('the evidence has no secret value, and the search for leaks looks there', async () => {
  const places = await listLogs(new CloudWatchLogsClient(running.clientConfig));
  expect(places.map(({ name }) => name)).toContain(`log group ${logGroup}`);
  expect(findLeaks([canary], places)).toEqual([]);
  expect(findLeaks([secretArn], places)).toContain(`log group ${logGroup}`);
});

test.each([
  [['--since', 'tomorrow'], '--since: expected such as 90d'],
  [['--since', '2026-02-30'], '--since: expected such as 90d'],
  [['--since', '9999-01-01'], 'a time that has passed'],
  [['--since', '1d', '--until', '2020-01-01'], '--until: expected a time after --since 1d'],
  [['--secret', 'prod/nothing'], 'No secret prod/nothing with the tag rekey:target in us-east-1'],
  [['--format', 'pdf'], 'Allowed choices are md, csv, json'],
  [['--output', '/no/such/folder/file'], '--output: expected a file that can be written'],
  [['--stage', 'none'], 'No stack rekey-none'],
])('%j is refused with exit code 2', async (argv, says) => {
  const { code, out, errors } = await runRekey('report', ...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain(says);
});

test.each(['logs:FilterLogEvents', 'logs:DescribeLogGroups', 'secretsmanager:ListSecrets'])(
  'who lacks %s is told so, and gets no report that leaves something out',
  async (action) => {
    const { code, out, errors } = await withoutRights(running, [action], () => runRekey('report'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain(`is not authorized to perform: ${action}`);
  },
);

test('a schedule that may not be read leaves the policy open', async () => {
  const { code, out } = await withoutRights(running, ['scheduler:GetSchedule'], () =>
    runRekey('report', '--json'),
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ secrets: [{ verdict: 'policy not known' }] });
});

test('a log group that somebody has deleted is told', async () => {
  const logs = new CloudWatchLogsClient(running.clientConfig);
  await logs.send(new DeleteLogGroupCommand({ logGroupName: logGroup }));
  logs.destroy();
  const { code, errors } = await runRekey('report');
  expect(code).toBe(2);
  expect(errors).toContain(`Log group ${logGroup}: expected to find it`);
});

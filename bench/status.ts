// `rekey status` over five hundred secrets, as a person calls it: a process of its own against the deployed stack. Once with evidence
// that tells the age of each AWSCURRENT, and once where each is asked for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSystemClock } from '../local/clock.ts';
import { sha256 } from '../src/aws/sha256.ts';
import { findOutput, type StackOutputs } from '../src/aws/stack.ts';
import { toScheduleInput, toScheduleName } from '../src/rotation/rotation-schedule.ts';
import { config, deployCloud } from './deployed-cloud.ts';
import type { Measurement } from './measurement.ts';
import { readCpuMs } from './process-cpu.ts';

const SECRETS = 500;
const EXPRESSION = 'cron(0 8 1 * ? *)';
const SECONDS_MAX = 3;
/** PutLogEvents takes 10,000 lines and one MiB at once. */
const LINES_AT_ONCE = 500;
const MS_BETWEEN_LOOKS = 20;

interface Made {
  readonly arn: string;
  readonly versionId: string;
}

export async function benchStatus(runs: number): Promise<readonly Measurement[]> {
  const cloud = await deployCloud();
  try {
    const secrets = await createSecrets(cloud.outputs);
    const without: Shown[] = [];
    for (let run = 0; run < runs; run += 1) without.push(await showStatus());
    await tellRotations(cloud.outputs, secrets);
    const before = cloud.calls.length;
    const withEvidence: Shown[] = [];
    for (let run = 0; run < runs; run += 1) withEvidence.push(await showStatus());
    const calls = (cloud.calls.length - before) / runs;
    const what = `status: ${String(SECRETS)} secrets`;
    const about = { unit: 's', target: SECONDS_MAX } as const;
    return [
      { ...about, what: `${what}, ages by evidence`, ...toValues(withEvidence), parts: { calls } },
      { ...about, what: `${what}, ages asked for`, ...toValues(without) },
    ];
  } finally {
    await cloud.close();
  }
}

function toValues(shown: readonly Shown[]): Pick<Measurement, 'values' | 'cpuMs'> {
  return { values: shown.map(({ seconds }) => seconds), cpuMs: shown.map(({ cpuMs }) => cpuMs) };
}

async function createSecrets(outputs: StackOutputs): Promise<readonly Made[]> {
  const secrets = new SecretsManagerClient(config);
  const schedules = new SchedulerClient(config);
  const made: Made[] = [];
  for (let index = 0; index < SECRETS; index += 1) {
    const name = `bench/team-${String(index % 20)}/key-${String(index)}`;
    const versionId = `rekey-${sha256(name).slice(0, 26)}`;
    const { ARN: arn = '' } = await secrets.send(
      new CreateSecretCommand({
        ...{ Name: name, SecretString: '{}', ClientRequestToken: versionId },
        Tags: [{ Key: 'rekey:target', Value: 'generated' }],
      }),
    );
    await schedules.send(
      new CreateScheduleCommand({
        Name: toScheduleName({ hash: sha256 }, { arn, name }),
        GroupName: findOutput(outputs, 'ScheduleGroupName'),
        ScheduleExpression: EXPRESSION,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: findOutput(outputs, 'StateMachineArn'),
          RoleArn: findOutput(outputs, 'ScheduleRoleArn'),
          Input: toScheduleInput({ secretId: arn, expression: EXPRESSION, window: '3h' }),
        },
      }),
    );
    made.push({ arn, versionId });
  }
  secrets.destroy();
  schedules.destroy();
  return made;
}

/** Three months of a run a month, three events each, as the stack keeps them. */
async function tellRotations(outputs: StackOutputs, secrets: readonly Made[]): Promise<void> {
  const logs = new CloudWatchLogsClient(config);
  const place = {
    logGroupName: findOutput(outputs, 'EvidenceLogGroupName'),
    logStreamName: 'bench',
  };
  await logs.send(new CreateLogStreamCommand(place));
  const now = createSystemClock().now();
  const machine = findOutput(outputs, 'StateMachineArn').replace(':stateMachine:', ':execution:');
  const lines = secrets.flatMap((secret, index) =>
    ['c', 'b', 'a'].flatMap((month) =>
      toLines(`${machine}:${month}-${String(index)}`, secret, now),
    ),
  );
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
    const logEvents = lines
      .slice(from, from + LINES_AT_ONCE)
      .map((message) => ({ timestamp: now, message }));
    await logs.send(new PutLogEventsCommand({ ...place, logEvents }));
  }
  logs.destroy();
}

function toLines(
  executionArn: string,
  { arn: secretArn, versionId }: Made,
  at: number,
): readonly string[] {
  const time = new Date(at).toISOString();
  const toLine = (source: string, kind: string, detail: object): string =>
    JSON.stringify({
      ...{ version: '0', id: `${kind} ${executionArn} ${String(JSON.stringify(detail).length)}` },
      ...{ 'detail-type': kind, source, account: '000000000000', time, region: config.region },
      detail: { executionArn, ...detail },
    });
  const input = JSON.stringify({
    ...{ secretId: secretArn, trigger: 'schedule', schedule: EXPRESSION, window: '3h' },
    scheduledTime: new Date(toLastWindow(at)).toISOString(),
  });
  const status = 'Step Functions Execution Status Change';
  const output = JSON.stringify({ decision: 'rotated', secretArn, versionId });
  return [
    toLine('aws.states', status, { status: 'RUNNING', startDate: at, input }),
    toLine('rekey', 'Secret Rotated', { secretArn, versionId }),
    toLine('aws.states', status, {
      ...{ status: 'SUCCEEDED', startDate: at, stopDate: at + 3_600_000, input, output },
    }),
  ];
}

/** 8:00 on the first of this month. */
function toLastWindow(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1, 8);
}

interface Shown {
  readonly seconds: number;
  /** Of the command and of the endpoint, which is in this process. */
  readonly cpuMs: number;
}

async function showStatus(): Promise<Shown> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const child = spawn(process.execPath, ['dist/rekey.mjs', 'status'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  let rows = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    rows += text.split('\n').filter((line) => line.startsWith('bench/team-')).length;
  });
  const clock = createSystemClock();
  let childCpuMs = 0;
  while (child.exitCode === null) {
    childCpuMs = readCpuMs(child.pid) ?? childCpuMs;
    await Promise.race([closed, clock.sleep(MS_BETWEEN_LOOKS)]);
  }
  const [code] = await closed;
  if (code !== 0 || rows < SECRETS) {
    throw new Error(`status ended with ${String(code)}, ${String(rows)} rows: npm run build`);
  }
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - began) / 1000;
  return { seconds, cpuMs: childCpuMs + (user + system) / 1000 };
}

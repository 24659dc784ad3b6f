// What an operator looks at: a stack with a schedule group and a log group of evidence, and secrets of any age in it. Its machine
// waits, so that runs run as long as a test likes, or has the test's own states.
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { createSystemClock } from '../../local/clock.ts';
import type { Log } from '../../local/log.ts';
import { createClientConfig } from '../../src/aws/clients.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { loadStackOutputs, type StackOutputs } from '../../src/aws/stack.ts';
import { toScheduleInput, toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import { parseSchedule } from '../../src/rotation/schedule/parse-schedule.ts';
import { toSchedulerExpression } from '../../src/rotation/schedule/to-scheduler.ts';
import { type RunningCloud, startCloud } from './cloud.ts';
import { deployHandMadeStack, type HandMadeStack } from './hand-made-stack.ts';

const DAY_MS = 86_400_000;
const LOG_GROUP = '/aws/events/rekey-dev-evidence';
const BY_SCHEDULER = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

const waits = {
  PlanRotation: { Type: 'Wait', Seconds: 86_400, Next: 'Rotated' },
  Rotated: { Type: 'Succeed' },
};

export interface OperatedStack {
  readonly running: RunningCloud;
  readonly outputs: StackOutputs;
  /** From now on the endpoint's time is so long ago. Time cannot go back: begin with what is oldest. */
  goTo(daysAgo: number): void;
  /** @returns its ARN */
  createSecret(
    name: string,
    tags?: Readonly<Record<string, string>>,
    versionId?: string,
  ): Promise<string>;
  putVersion(arn: string, versionId: string, labels: readonly string[]): Promise<void>;
  moveLabel(arn: string, label: string, to: string, from?: string): Promise<void>;
  createSchedule(
    secret: { readonly arn: string; readonly name: string },
    schedule: {
      readonly expression: string;
      readonly window?: string;
      readonly disabled?: true;
      readonly input?: string;
    },
  ): Promise<void>;
  /** @returns the execution's ARN */
  startRun(name?: string): Promise<string>;
  stopRun(executionArn: string): Promise<void>;
  putEvidence(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The command line finds it by the environment. */
export async function startOperatedStack(
  more: Partial<Pick<HandMadeStack, 'states' | 'resources' | 'outputs'>> & { log?: Log } = {},
): Promise<OperatedStack> {
  const name = 'rekey-dev';
  const system = createSystemClock();
  let agoMs = 0;
  const running = await startCloud({
    clock: { now: () => system.now() - agoMs, sleep: (ms, signal) => system.sleep(ms, signal) },
    ...(more.log === undefined ? {} : { log: more.log }),
  });
  process.env['AWS_ENDPOINT_URL'] = running.url;
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = running.clientConfig.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = running.clientConfig.credentials.secretAccessKey;
  await deployHandMadeStack(running, {
    name,
    machineName: 'rekey-dev-rotation', // as in the lines of evidence
    states: more.states ?? waits,
    resources: {
      Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: name } },
      Evidence: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: LOG_GROUP } },
      ScheduleRole: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: BY_SCHEDULER },
      },
      ...more.resources,
    },
    outputs: {
      ScheduleGroupName: { Value: { Ref: 'Group' } },
      ScheduleRoleArn: { Value: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] } },
      EvidenceLogGroupName: { Value: { Ref: 'Evidence' } },
      ...more.outputs,
    },
  });
  const outputs = await loadStackOutputs(createClientConfig('us-east-1'), name);
  const deadLetters = outputs.get('ScheduleDeadLetterQueueArn');
  const secrets = new SecretsManagerClient(running.clientConfig);
  const schedules = new SchedulerClient(running.clientConfig);
  const machines = new SFNClient(running.clientConfig);
  const logs = new CloudWatchLogsClient(running.clientConfig);
  let streams = 0;
  return {
    running,
    outputs,
    goTo: (daysAgo) => {
      agoMs = daysAgo * DAY_MS;
    },
    createSecret: async (Name, tags = { target: 'generated' }, versionId) => {
      const Tags = Object.entries(tags).map(([key, Value]) => ({ Key: `rekey:${key}`, Value }));
      const version = versionId === undefined ? {} : { ClientRequestToken: versionId };
      const made = await secrets.send(
        new CreateSecretCommand({ Name, SecretString: 'v', Tags, ...version }),
      );
      return made.ARN ?? '';
    },
    putVersion: async (SecretId, ClientRequestToken, labels) => {
      const input = { SecretId, ClientRequestToken, VersionStages: [...labels] };
      await secrets.send(new PutSecretValueCommand({ ...input, SecretString: ClientRequestToken }));
    },
    moveLabel: async (SecretId, VersionStage, MoveToVersionId, from) => {
      const input = { SecretId, VersionStage, MoveToVersionId };
      await secrets.send(
        new UpdateSecretVersionStageCommand({
          ...input,
          ...(from === undefined ? {} : { RemoveFromVersionId: from }),
        }),
      );
    },
    createSchedule: async (secret, { expression, window, disabled, input }) => {
      const schedule = parseSchedule(expression, window);
      const translated = toSchedulerExpression(schedule, system.now() - agoMs);
      const written = {
        secretId: secret.arn,
        expression,
        window: `${String(schedule.windowHours)}h`,
      };
      await schedules.send(
        new CreateScheduleCommand({
          Name: toScheduleName({ hash: sha256 }, secret),
          GroupName: outputs.get('ScheduleGroupName'),
          ScheduleExpression: translated.expression,
          ...(translated.startAt === undefined ? {} : { StartDate: new Date(translated.startAt) }),
          State: disabled === true ? 'DISABLED' : 'ENABLED',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: outputs.get('StateMachineArn'),
            RoleArn: outputs.get('ScheduleRoleArn'),
            ...(deadLetters === undefined ? {} : { DeadLetterConfig: { Arn: deadLetters } }),
            Input: input ?? toScheduleInput(written),
          },
        }),
      );
    },
    startRun: async (run) => {
      const stateMachineArn = outputs.get('StateMachineArn');
      const started = await machines.send(
        new StartExecutionCommand({ stateMachineArn, ...(run === undefined ? {} : { name: run }) }),
      );
      return started.executionArn ?? '';
    },
    stopRun: async (executionArn) => {
      await machines.send(new StopExecutionCommand({ executionArn }));
    },
    putEvidence: async (lines) => {
      streams += 1;
      const place = { logGroupName: LOG_GROUP, logStreamName: `events-${String(streams)}` };
      await logs.send(new CreateLogStreamCommand(place));
      const timestamp = system.now() - agoMs;
      const logEvents = lines.map((message) => ({ timestamp, message }));
      await logs.send(new PutLogEventsCommand({ ...place, logEvents }));
    },
    close: async () => {
      for (const client of [secrets, schedules, machines, logs]) client.destroy();
      await running.close();
    },
  };
}

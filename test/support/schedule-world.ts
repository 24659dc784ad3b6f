// What schedules are made in: a stack whose group, role and queue work, on a clock that a test may move. Its machine does nothing, so
// that what it was started with is all that a run tells.
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { CloudOptions } from '../../local/cloud.ts';
import { createClientConfig } from '../../src/aws/clients.ts';
import { loadStackOutputs, type StackOutputs } from '../../src/aws/stack.ts';
import { type RunningCloud, startCloud } from './cloud.ts';
import { deployHandMadeStack } from './hand-made-stack.ts';

export interface ScheduleWorld {
  readonly running: RunningCloud;
  readonly outputs: StackOutputs;
  readonly secrets: SecretsManagerClient;
  /** @param tags without their prefix @returns the secret's ARN */
  createSecret(name: string, tags?: Readonly<Record<string, string>>): Promise<string>;
  /** Rekey's, without their prefix. */
  loadTags(secretId: string): Promise<Readonly<Record<string, string>>>;
  /** Of schedules in the group, those whose name begins so. */
  listSchedules(prefix?: string): Promise<readonly GetScheduleCommandOutput[]>;
  /** With members of the schedule replaced, as somebody would in the console. */
  editSchedule(
    prefix: string,
    edit: (schedule: GetScheduleCommandOutput) => Partial<CreateScheduleCommandInput>,
  ): Promise<void>;
  /** As somebody else would: what is not given is as in ours. */
  createSchedule(Name: string, target?: { Arn?: string; Input?: string }): Promise<void>;
  /** What each execution was started with. */
  listInputs(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

const toTrust = (Service: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const MAY_START = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: 'Machine' } },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
  ],
};

/** The command line finds it by the environment, as stage dev. */
export async function startScheduleWorld(options: CloudOptions = {}): Promise<ScheduleWorld> {
  const running = await startCloud(options);
  process.env['AWS_ENDPOINT_URL'] = running.url;
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = running.clientConfig.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = running.clientConfig.credentials.secretAccessKey;
  await deployHandMadeStack(running, {
    name: 'rekey-dev',
    states: { PlanRotation: { Type: 'Pass', Next: 'Rotated' }, Rotated: { Type: 'Succeed' } },
    resources: {
      Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'rekey-dev' } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      ScheduleRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: toTrust('scheduler.amazonaws.com'),
          Policies: [{ PolicyName: 'start', PolicyDocument: MAY_START }],
        },
      },
    },
    outputs: {
      ScheduleGroupName: { Value: { Ref: 'Group' } },
      ScheduleRoleArn: { Value: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] } },
      ScheduleDeadLetterQueueArn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    },
  });
  const outputs = await loadStackOutputs(createClientConfig('us-east-1'), 'rekey-dev');
  const secrets = new SecretsManagerClient(running.clientConfig);
  const scheduler = new SchedulerClient(running.clientConfig);
  const machines = new SFNClient(running.clientConfig);
  const GroupName = outputs.get('ScheduleGroupName');
  const stateMachineArn = outputs.get('StateMachineArn');

  const listSchedules: ScheduleWorld['listSchedules'] = async (prefix) => {
    const named = prefix === undefined ? {} : { NamePrefix: prefix };
    const { Schedules = [] } = await scheduler.send(
      new ListSchedulesCommand({ GroupName, ...named }),
    );
    return await Promise.all(
      Schedules.map(({ Name }) => scheduler.send(new GetScheduleCommand({ GroupName, Name }))),
    );
  };

  return {
    running,
    outputs,
    secrets,
    listSchedules,
    createSecret: async (Name, tags = { target: 'generated' }) => {
      const Tags = Object.entries(tags).map(([key, Value]) => ({ Key: `rekey:${key}`, Value }));
      const made = await secrets.send(new CreateSecretCommand({ Name, SecretString: 'v', Tags }));
      return made.ARN ?? '';
    },
    loadTags: async (SecretId) => {
      const { Tags = [] } = await secrets.send(new DescribeSecretCommand({ SecretId }));
      return Object.fromEntries(
        Tags.map(({ Key = '', Value = '' }) => [Key.replace('rekey:', ''), Value]),
      );
    },
    editSchedule: async (prefix, edit) => {
      for (const schedule of await listSchedules(prefix)) {
        const {
          $metadata: _1,
          Arn: _2,
          CreationDate: _3,
          LastModificationDate: _4,
          ...whole
        } = schedule;
        await scheduler.send(
          new UpdateScheduleCommand({
            ...(whole as CreateScheduleCommandInput),
            ...edit(schedule),
          }),
        );
      }
    },
    createSchedule: async (Name, target) => {
      await scheduler.send(
        new CreateScheduleCommand({
          Name,
          GroupName,
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: stateMachineArn,
            RoleArn: outputs.get('ScheduleRoleArn'),
            Input: '{}',
            ...target,
          },
        }),
      );
    },
    listInputs: async () => {
      const { executions = [] } = await machines.send(
        new ListExecutionsCommand({ stateMachineArn }),
      );
      const inputs = await Promise.all(
        executions.map(({ executionArn }) =>
          machines.send(new DescribeExecutionCommand({ executionArn })),
        ),
      );
      return inputs.map(({ input = '{}' }) => JSON.parse(input) as Record<string, unknown>);
    },
    close: async () => {
      for (const client of [secrets, scheduler, machines]) client.destroy();
      await running.close();
    },
  };
}

import {
  ConflictException,
  CreateScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createManualClock } from '../../../local/clock.ts';
import { createClientConfig } from '../../../src/aws/clients.ts';
import { createRecoverySchedules } from '../../../src/aws/recovery-schedules.ts';

const group = {
  name: 'rekey-dev',
  roleArn: 'arn:aws:iam::000000000000:role/rekey-dev-schedule',
  deadLetterArn: 'arn:aws:sqs:us-east-1:000000000000:rekey-dev-refused-starts',
};
const recovery = {
  name: 'recover-0123456789abcdef0123456789abcdef-15m',
  at: Date.parse('2026-03-01T00:15:00.789Z'),
  machineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:rekey-dev-rotation',
  input: { secretId: 'app/key', mode: 'recover' as const, trigger: 'recovery', triesLeft: 2 },
};
const { signal } = new AbortController();
const aws = mockClient(SchedulerClient);
const config = createClientConfig('us-east-1');
const create = (found: typeof group | undefined) =>
  createRecoverySchedules(config, createManualClock(0), found);

beforeEach(() => {
  aws.reset();
});

test('a schedule in the group starts the machine once, and is gone afterwards', async () => {
  aws.on(CreateScheduleCommand).resolves({});
  await create(group).schedule(recovery, signal);
  expect(aws.commandCalls(CreateScheduleCommand)[0]?.args[0].input).toMatchObject({
    GroupName: 'rekey-dev',
    Name: recovery.name,
    ScheduleExpression: 'at(2026-03-01T00:15:00)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: recovery.machineArn,
      RoleArn: group.roleArn,
      Input: JSON.stringify(recovery.input),
      DeadLetterConfig: { Arn: group.deadLetterArn },
    },
  });
});

test('one that stands already is as good', async () => {
  const Message = 'Schedule already exists.';
  aws
    .on(CreateScheduleCommand)
    .rejects(new ConflictException({ message: Message, Message, $metadata: {} }));
  await expect(create(group).schedule(recovery, signal)).resolves.toBeUndefined();
});

test('a function without a group says which variable is missing', async () => {
  await expect(create(undefined).schedule(recovery, signal)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('REKEY_SCHEDULE_GROUP'),
  });
});

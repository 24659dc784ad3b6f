// AWS::Scheduler::Schedule (Template Reference). An update says everything anew, as UpdateSchedule wants it.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, pick } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import type { ObjectShape } from '../engine/shape.ts';
import { templateError } from '../errors.ts';
import type { ValueRecord } from '../template/value.ts';

const target: ObjectShape = {
  members: {
    Arn: 'string',
    DeadLetterConfig: { members: { Arn: 'string' } },
    EventBridgeParameters: {
      members: { DetailType: 'string', Source: 'string' },
      required: ['DetailType', 'Source'],
    },
    Input: 'string',
    RetryPolicy: {
      members: { MaximumEventAgeInSeconds: 'integer', MaximumRetryAttempts: 'integer' },
    },
    RoleArn: 'string',
    SqsParameters: { members: { MessageGroupId: 'string' } },
  },
  required: ['Arn', 'RoleArn'],
};

export const schedulerSchedule: ResourceProvider = {
  type: 'AWS::Scheduler::Schedule',
  shape: {
    members: {
      Description: 'string',
      EndDate: 'string',
      FlexibleTimeWindow: {
        members: { MaximumWindowInMinutes: 'integer', Mode: 'string' },
        required: ['Mode'],
      },
      GroupName: 'string',
      KmsKeyArn: 'string',
      Name: 'string',
      ScheduleExpression: 'string',
      ScheduleExpressionTimezone: 'string',
      StartDate: 'string',
      State: 'string',
      Target: target,
    },
    required: ['FlexibleTimeWindow', 'ScheduleExpression', 'Target'],
  },
  // A schedule cannot move to another group.
  replacedBy: ['GroupName', 'Name'],
  nameProperty: 'Name',
  attributes: ['Arn'],
  plannedId: ({ properties }, context) => nameOf(properties, context),
  create: async ({ properties }, context) => {
    const Name = nameOf(properties, context);
    return await send('CreateSchedule', Name, properties, context);
  },
  update: async ({ properties }, { physicalId }, context) =>
    await send('UpdateSchedule', physicalId, properties, context),
  delete: async ({ physicalId, properties }, { call }) => {
    const input = { Name: physicalId, ...pick(properties, ['GroupName']) };
    await ignoreMissing(call('scheduler', 'DeleteSchedule', input));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'Name') ?? createPhysicalName(context, 64);
}

async function send(
  operation: string,
  Name: string,
  properties: ValueRecord,
  { call }: ProviderContext,
): Promise<Physical> {
  const { StartDate: _start, EndDate: _end, ...rest } = properties;
  const { ScheduleArn = '' } = await call<{ ScheduleArn?: string }>('scheduler', operation, {
    ...rest,
    ...findDate(properties, 'StartDate'),
    ...findDate(properties, 'EndDate'),
    Name,
  });
  return { physicalId: Name, attributes: { Arn: ScheduleArn } };
}

function findDate(properties: ValueRecord, name: string): Readonly<Record<string, Date>> {
  const text = findText(properties, name);
  if (text === undefined) return {};
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw templateError(`${name} ${text} is no date of the form 2030-01-01T00:00:00.000Z`);
  }
  return { [name]: date };
}

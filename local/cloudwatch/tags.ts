// Tags of alarms, the one thing here that carries tags.
import { findArn } from '../arn.ts';
import type { CallContext, Conditions, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import type { Alarm } from './alarms.ts';
import type { CloudWatch } from './cloudwatch.ts';
import { createCloudWatchError } from './errors.ts';

export interface OnResource {
  readonly ResourceARN: string | undefined;
}

/** @throws ServiceError ResourceNotFoundException */
export function loadTagged({ alarms }: CloudWatch, arn: string | undefined, region: string): Alarm {
  const alarm = alarms.find(region, toAlarmName(arn));
  if (alarm?.arn === arn && alarm !== undefined) return alarm;
  throw createCloudWatchError(
    'ResourceNotFoundException',
    `Resource with the name ${arn ?? ''} does not exist`,
    { ResourceType: 'alarm', ResourceId: arn ?? '' },
  );
}

/** @param ofRequest what the request says of tags */
export function permitOnResource<Input extends OnResource>(
  { alarms }: CloudWatch,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  return (input: Input, { region }: CallContext): readonly Permission[] => [
    {
      action,
      resource: input.ResourceARN ?? '*',
      conditions: ofRequest(input),
      resourceConditions: ofResourceTags(
        () => alarms.find(region, toAlarmName(input.ResourceARN))?.tags,
      ),
    },
  ];
}

function toAlarmName(arn = ''): string {
  return findArn(arn)?.resource.replace(/^alarm:/, '') ?? '';
}

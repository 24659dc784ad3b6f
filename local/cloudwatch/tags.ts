// Tags of alarms, the one thing here that carries tags.
import { findArn } from '../arn.ts';
import type { CallContext, Permission } from '../service.ts';
import type { Alarm } from './alarms.ts';
import type { CloudWatch } from './cloudwatch.ts';
import { createCloudWatchError } from './errors.ts';

export interface OnResource {
  readonly ResourceARN: string | undefined;
}

/** @throws ServiceError ResourceNotFoundException */
export function loadTagged({ alarms }: CloudWatch, arn: string | undefined, region: string): Alarm {
  const name = findArn(arn ?? '')?.resource.replace(/^alarm:/, '') ?? '';
  const alarm = alarms.find(region, name);
  if (alarm?.arn === arn && alarm !== undefined) return alarm;
  throw createCloudWatchError(
    'ResourceNotFoundException',
    `Resource with the name ${arn ?? ''} does not exist`,
    { ResourceType: 'alarm', ResourceId: arn ?? '' },
  );
}

export function permitOnResource({ alarms }: CloudWatch, action: string) {
  return ({ ResourceARN = '*' }: OnResource, { region }: CallContext): readonly Permission[] => {
    const name = findArn(ResourceARN)?.resource.replace(/^alarm:/, '') ?? '';
    const tags = Object.entries(alarms.find(region, name)?.tags ?? {});
    const conditions = Object.fromEntries(
      tags.map(([key, tag]) => [`aws:ResourceTag/${key}`, tag]),
    );
    return [{ action, resource: ResourceARN, conditions }];
  };
}

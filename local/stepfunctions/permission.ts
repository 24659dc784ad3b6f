// What a call needs: states:<Action> on the machine or the execution, with the machine's tags as conditions. Versions and
// aliases are their machine; which of them is meant is a condition (Step Functions guide, "Authorization for versions and aliases").
import type { Tag } from '@aws-sdk/client-sfn';
import type { CallContext, Conditions, Permission } from '../service.ts';
import type { Parts } from './parts.ts';
import { activityKey, machineKey } from './store.ts';

export function permitOn(
  action: string,
  resource: string,
  conditions?: Conditions,
): readonly Permission[] {
  return [
    { action: `states:${action}`, resource, ...(conditions === undefined ? {} : { conditions }) },
  ];
}

/** On a machine or an activity, whose tags a policy may ask for. */
export function permitOnTagged(
  { store }: Parts,
  action: string,
  arn: string | undefined,
  { region }: CallContext,
  conditions: Conditions = {},
): readonly Permission[] {
  const [head, qualifier] = splitQualifier(arn ?? '*');
  const [, , , , , kind = '', name = ''] = head.split(':');
  const tagged =
    kind === 'activity'
      ? store.activities.get(activityKey(region, name))
      : store.machines.get(machineKey(region, name));
  return permitOn(action, head, {
    ...toTagConditions('aws:ResourceTag', tagged?.tags ?? {}),
    ...(qualifier === undefined ? {} : { 'states:StateMachineQualifier': qualifier }),
    ...conditions,
  });
}

function splitQualifier(arn: string): readonly [machine: string, qualifier: string | undefined] {
  const parts = arn.split(':');
  return [parts.slice(0, 7).join(':'), parts[7]];
}

/** What a request says of tags. */
export function toRequestConditions(tags: readonly Tag[] | undefined): Conditions {
  if (tags === undefined || tags.length === 0) return {};
  const given = Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
  return { ...toTagConditions('aws:RequestTag', given), 'aws:TagKeys': Object.keys(given) };
}

function toTagConditions(
  prefix: 'aws:RequestTag' | 'aws:ResourceTag',
  tags: Readonly<Record<string, string>>,
): Conditions {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]),
  );
}

/** Step Functions acts as the role, so whoever names it must be allowed to pass it. */
export function permitPassRole(roleArn: string | undefined): readonly Permission[] {
  if (roleArn === undefined) return [];
  return [
    {
      action: 'iam:PassRole',
      resource: roleArn,
      conditions: { 'iam:PassedToService': 'states.amazonaws.com' },
    },
  ];
}

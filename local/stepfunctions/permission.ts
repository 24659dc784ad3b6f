// What a call needs: states:<Action> on the machine or the execution, with the machine's tags as conditions. Versions and
// aliases are their machine; which of them is meant is a condition (Step Functions guide, "Authorization for versions and aliases").
import type { CallContext, Conditions, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
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
  const findTagged = () =>
    kind === 'activity'
      ? store.activities.get(activityKey(region, name))
      : store.machines.get(machineKey(region, name));
  return [
    {
      action: `states:${action}`,
      resource: head,
      conditions: {
        ...(qualifier === undefined ? {} : { 'states:StateMachineQualifier': qualifier }),
        ...conditions,
      },
      resourceConditions: ofResourceTags(() => findTagged()?.tags),
    },
  ];
}

/** An execution has its machine's tags; the reference names the key for executions of the Standard kind that no Map run began. */
export function permitOnExecution(
  { store }: Parts,
  action: string,
  arn = '*',
  { region }: CallContext,
): readonly Permission[] {
  const [, , , , , kind = '', name = ''] = arn.split(':');
  return [
    {
      action: `states:${action}`,
      resource: arn,
      resourceConditions: ofResourceTags(() =>
        kind === 'execution' && !name.includes('/')
          ? store.machines.get(machineKey(region, name))?.tags
          : undefined,
      ),
    },
  ];
}

function splitQualifier(arn: string): readonly [machine: string, qualifier: string | undefined] {
  const parts = arn.split(':');
  return [parts.slice(0, 7).join(':'), parts[7]];
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

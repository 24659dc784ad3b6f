// What a call needs: states:<Action> on the machine or the execution, with the machine's tags as conditions.
import type { CallContext, Permission } from '../service.ts';
import type { Parts } from './parts.ts';
import { machineKey } from './store.ts';

export function permitOn(action: string, resource: string): readonly Permission[] {
  return [{ action: `states:${action}`, resource }];
}

/** On a machine, whose tags a policy may ask for. */
export function permitOnMachine(
  parts: Parts,
  action: string,
  arn: string | undefined,
  context: CallContext,
): readonly Permission[] {
  const name = arn?.split(':')[6] ?? '';
  const tags = parts.store.machines.get(machineKey(context.region, name))?.tags ?? {};
  return [
    {
      action: `states:${action}`,
      resource: arn ?? '*',
      conditions: Object.fromEntries(
        Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
      ),
    },
  ];
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

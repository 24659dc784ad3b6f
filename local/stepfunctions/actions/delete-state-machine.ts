// DeleteStateMachine: with its versions and aliases. While executions run it is DELETING, and each ends with its next transition. A machine
// that is not there is no error.
import type { DeleteStateMachineInput, DeleteStateMachineOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { wrongResourceType } from '../errors.ts';
import { parseMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import { machineKey } from '../store.ts';

export function createDeleteStateMachine(
  parts: Parts,
): Action<DeleteStateMachineInput, DeleteStateMachineOutput> {
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'DeleteStateMachine', stateMachineArn, context),
    run: ({ stateMachineArn = '' }, context) => {
      const { name, qualifier } = parseMachineArn(stateMachineArn, context);
      if (qualifier !== undefined) throw wrongResourceType('stateMachine');
      parts.deletion.begin(machineKey(context.region, name));
      return {};
    },
  };
}

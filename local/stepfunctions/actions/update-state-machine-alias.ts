// UpdateStateMachineAlias: executions that begin from now on go where it says.
import type {
  UpdateStateMachineAliasInput,
  UpdateStateMachineAliasOutput,
} from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { invalidInput, stateMachineDeleting } from '../errors.ts';
import { aliasConstraints, loadAlias, loadRouting } from '../machines/aliases.ts';
import { toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createUpdateStateMachineAlias(
  parts: Parts,
): Action<UpdateStateMachineAliasInput, UpdateStateMachineAliasOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ stateMachineAliasArn }, context) =>
      permitOnTagged(parts, 'UpdateStateMachineAlias', stateMachineAliasArn, context),
    run: (input, context) => {
      checkConstraints(aliasConstraints, input);
      const { stateMachineAliasArn: arn = '', description, routingConfiguration } = input;
      if (description === undefined && routingConfiguration === undefined) {
        throw invalidInput(
          'Either the description or the routing configuration must be specified',
          'MISSING_REQUIRED_PARAMETER',
        );
      }
      const { key, machine, machineName, alias } = loadAlias(parts, arn, context);
      if (store.machines.get(machine)?.isDeleting === true) {
        throw stateMachineDeleting(toMachineArn(context, machineName));
      }
      const routing =
        routingConfiguration === undefined
          ? undefined
          : loadRouting(parts, routingConfiguration, context);
      if (routing !== undefined && routing.machineName !== machineName) {
        throw invalidInput(
          'An alias leads to versions of its own state machine',
          'INVALID_ROUTING_CONFIGURATION',
        );
      }
      const updatedAt = environment.clock.now();
      store.aliases.put(key, {
        ...alias,
        ...(description === undefined ? {} : { description }),
        ...(routing === undefined ? {} : { routes: routing.routes }),
        updatedAt,
      });
      return { updateDate: new Date(updatedAt) };
    },
  };
}

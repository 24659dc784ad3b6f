// DeleteStateMachineVersion: executions that run go on, and its number is not given again. One that is not there is no error.
import type {
  DeleteStateMachineVersionInput,
  DeleteStateMachineVersionOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { createStatesError, wrongResourceType } from '../errors.ts';
import { findVersionNumber } from '../lookup.ts';
import { listAliases } from '../machines/aliases.ts';
import { parseMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import { machineKey, numberedKey } from '../store.ts';

export function createDeleteStateMachineVersion(
  parts: Parts,
): Action<DeleteStateMachineVersionInput, DeleteStateMachineVersionOutput> {
  const { store } = parts;
  return {
    permissions: ({ stateMachineVersionArn }, context) =>
      permitOnTagged(parts, 'DeleteStateMachineVersion', stateMachineVersionArn, context),
    run: ({ stateMachineVersionArn: arn = '' }, context) => {
      const { name, qualifier = '' } = parseMachineArn(arn, context);
      const number = findVersionNumber(qualifier);
      if (number === undefined) throw wrongResourceType('stateMachine');
      const machine = machineKey(context.region, name);
      const users = listAliases(store, machine).filter(({ routes }) =>
        routes.some(({ version }) => version === number),
      );
      if (users.length > 0) {
        const names = users.map((alias) => alias.name).join(', ');
        throw createStatesError(
          'ConflictException',
          `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names}]`,
        );
      }
      store.versions.delete(numberedKey(machine, number));
      return {};
    },
  };
}

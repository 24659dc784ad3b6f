// DeleteStateMachineAlias: the versions that it led to stay.
import type {
  DeleteStateMachineAliasInput,
  DeleteStateMachineAliasOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadAlias } from '../machines/aliases.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createDeleteStateMachineAlias(
  parts: Parts,
): Action<DeleteStateMachineAliasInput, DeleteStateMachineAliasOutput> {
  return {
    permissions: ({ stateMachineAliasArn }, context) =>
      permitOnTagged(parts, 'DeleteStateMachineAlias', stateMachineAliasArn, context),
    run: ({ stateMachineAliasArn = '' }, context) => {
      parts.store.aliases.delete(loadAlias(parts, stateMachineAliasArn, context).key);
      return {};
    },
  };
}

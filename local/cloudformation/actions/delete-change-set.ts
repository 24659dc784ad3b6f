// DeleteChangeSet: one that does not exist is as deleted (API reference, DeleteChangeSet).
import type { DeleteChangeSetInput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { deleteChangeSet, findChangeSet, findChangeSetStack } from '../change-set.ts';
import { stackMissing } from '../errors.ts';
import { type Parts, stackPermission } from '../parts.ts';

export function createDeleteChangeSet(
  parts: Parts,
): Action<DeleteChangeSetInput, Record<string, never>> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'DeleteChangeSet', input.StackName, context),
    run: (input, { region }) => {
      const stack = findChangeSetStack(store, region, input);
      if (stack === undefined && input.StackName !== undefined) throw stackMissing(input.StackName);
      const changeSet =
        stack === undefined ? undefined : findChangeSet(store, stack, input.ChangeSetName ?? '');
      if (stack !== undefined && changeSet !== undefined) deleteChangeSet(store, stack, changeSet);
      return {};
    },
  };
}

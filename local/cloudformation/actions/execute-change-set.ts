// ExecuteChangeSet: begins the operation that was planned; the stack's other change sets are void from then on
// (API reference, ExecuteChangeSet).
import type { ExecuteChangeSetInput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { beginOperation } from '../begin.ts';
import {
  changeSetKey,
  deleteChangeSet,
  findChangeSet,
  findChangeSetStack,
  listChangeSets,
} from '../change-set.ts';
import { changeSetMissing, changeSetNotExecutable, stackMissing } from '../errors.ts';
import { changeSetInputsKey, findInputs } from '../inputs.ts';
import { type Parts, refuseMembers, stackPermission } from '../parts.ts';
import { checkUpdatable } from '../updatable.ts';

export function createExecuteChangeSet(
  parts: Parts,
): Action<ExecuteChangeSetInput, Record<string, never>> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'ExecuteChangeSet', input.StackName, context),
    run: (input, context) => {
      refuseMembers(input, ['DisableRollback', 'RetainExceptOnCreate']);
      const stack = findChangeSetStack(store, context.region, input);
      if (stack === undefined && input.StackName !== undefined) throw stackMissing(input.StackName);
      const name = input.ChangeSetName ?? '';
      const changeSet = stack === undefined ? undefined : findChangeSet(store, stack, name);
      if (stack === undefined || changeSet === undefined) throw changeSetMissing(name);
      const { changeSetId, executionStatus, status, type } = changeSet;
      const inputs = findInputs(store, changeSetInputsKey(context.region, changeSetId));
      if (executionStatus !== 'AVAILABLE' || inputs === undefined) {
        throw changeSetNotExecutable(changeSetId, status);
      }
      if (type === 'UPDATE') checkUpdatable(stack);
      const roleArn = changeSet.roleArn ?? stack.roleArn;
      store.transaction(() => {
        for (const other of listChangeSets(store, stack)) deleteChangeSet(store, stack, other);
        store.changeSets.put(changeSetKey(stack, changeSetId), {
          ...changeSet,
          executionStatus: 'EXECUTE_COMPLETE',
        });
        beginOperation(
          parts,
          stack,
          {
            kind: type === 'CREATE' ? 'create' : 'update',
            phase: 'apply',
            principal: context.principal,
            ...(roleArn === undefined ? {} : { roleArn }),
            ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
            capabilities: changeSet.capabilities,
            tags: changeSet.tags,
            onFailure: changeSet.onFailure ?? 'ROLLBACK',
            retain: [],
          },
          inputs,
        );
      });
      return {};
    },
  };
}

// DeleteStack: a stack that does not exist is as deleted; one that is being made stops and goes (API reference,
// DeleteStack).
import type { DeleteStackInput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { beginOperation, passRolePermission } from '../begin.ts';
import { operationKey } from '../engine/engine.ts';
import { findImporter } from '../engine/outputs.ts';
import { validationError } from '../errors.ts';
import { type Parts, refuseMembers, stackPermission } from '../parts.ts';
import { findStack, type OperationDocument, type StackDocument } from '../store.ts';

/** An operation under way that a deletion may break off. */
const BREAKABLE = ['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'];

export function createDeleteStack(parts: Parts): Action<DeleteStackInput, Record<string, never>> {
  const { engine } = parts;
  return {
    permissions: (input, context) => [
      ...stackPermission(parts, 'DeleteStack', input.StackName, context),
      ...passRolePermission(input.RoleARN),
    ],
    run: (input, context) => {
      refuseMembers(input, input.DeletionMode === 'STANDARD' ? [] : ['DeletionMode']);
      const stack = findStack(engine.store, context.region, input.StackName ?? '');
      if (stack === undefined) return {};
      if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return {};
      checkDeletable(parts, stack);
      const retain = input.RetainResources ?? [];
      if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
        throw validationError(
          `Invalid operation on stack [${stack.stackId}]. RetainResources can only be specified when the stack is in the DELETE_FAILED state.`,
        );
      }
      const roleArn = input.RoleARN ?? stack.roleArn;
      const operation: OperationDocument = {
        kind: 'delete',
        phase: 'apply',
        principal: context.principal,
        ...(roleArn === undefined ? {} : { roleArn }),
        ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
        capabilities: stack.capabilities,
        tags: stack.tags,
        onFailure: 'DO_NOTHING',
        retain,
      };
      const running = engine.store.operations.get(operationKey(stack));
      if (running === undefined) beginOperation(parts, stack, operation, undefined);
      else engine.store.operations.put(operationKey(stack), { ...running, thenDelete: operation });
      return {};
    },
  };
}

function checkDeletable({ engine }: Parts, stack: StackDocument): void {
  if (stack.terminationProtection) {
    throw validationError(
      `Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`,
    );
  }
  if (stack.status.endsWith('_IN_PROGRESS') && !BREAKABLE.includes(stack.status)) {
    if (stack.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(
        `Stack [${stack.stackId}] cannot be deleted while in status ${stack.status}`,
      );
    }
  }
  for (const { ExportName } of stack.outputs) {
    const importer = ExportName === undefined ? undefined : findImporter(engine, stack, ExportName);
    if (ExportName !== undefined && importer !== undefined) {
      throw validationError(
        `Export ${ExportName} cannot be deleted as it is in use by ${importer}`,
      );
    }
  }
}

// UpdateTerminationProtection: whether DeleteStack is refused (API reference).
import type {
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
} from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { stackMissing } from '../errors.ts';
import { type Parts, stackPermission } from '../parts.ts';
import { findStack, stackKey } from '../store.ts';

export function createUpdateTerminationProtection(
  parts: Parts,
): Action<UpdateTerminationProtectionInput, UpdateTerminationProtectionOutput> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'UpdateTerminationProtection', input.StackName, context),
    run: (input, { region }) => {
      const stack = findStack(store, region, input.StackName ?? '');
      if (stack === undefined) throw stackMissing(input.StackName ?? '');
      const terminationProtection = input.EnableTerminationProtection ?? false;
      store.stacks.put(stackKey(stack), { ...stack, terminationProtection });
      return { StackId: stack.stackId };
    },
  };
}

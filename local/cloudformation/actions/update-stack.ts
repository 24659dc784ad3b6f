// UpdateStack: refused where nothing would change; what is left out stays as it was (API reference, UpdateStack).
import type { UpdateStackInput, UpdateStackOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { beginOperation, passRolePermission, prepareInputs } from '../begin.ts';
import { planChanges } from '../engine/plan.ts';
import { stackMissing, validationError } from '../errors.ts';
import { type Parts, parseTags, refuseMembers, stackPermission } from '../parts.ts';
import { findStack } from '../store.ts';
import { checkUpdatable } from '../updatable.ts';

const UNSUPPORTED = [
  'DisableRollback',
  'NotificationARNs',
  'ResourceTypes',
  'RetainExceptOnCreate',
  'RollbackConfiguration',
  'StackPolicyBody',
  'StackPolicyDuringUpdateBody',
  'StackPolicyDuringUpdateURL',
  'StackPolicyURL',
];

export function createUpdateStack(parts: Parts): Action<UpdateStackInput, UpdateStackOutput> {
  const { engine } = parts;
  return {
    permissions: (input, context) => [
      ...stackPermission(parts, 'UpdateStack', input.StackName, context, ofRequestTags(input.Tags)),
      ...passRolePermission(input.RoleARN),
    ],
    run: async (input, context) => {
      refuseMembers(input, UNSUPPORTED);
      const stack = findStack(engine.store, context.region, input.StackName ?? '');
      if (stack === undefined) throw stackMissing(input.StackName ?? '');
      checkUpdatable(stack);
      const { inputs, template } = await prepareInputs(parts, input, stack, context);
      const tags = input.Tags === undefined ? stack.tags : parseTags(input.Tags);
      const plan = planChanges(engine, stack, template, inputs.parameters, tags);
      if (plan.changes.length === 0 && !plan.outputsChange) {
        throw validationError('No updates are to be performed.');
      }
      // The template may have come from S3: somebody else may have begun meanwhile.
      checkUpdatable(findStack(engine.store, context.region, stack.stackId) ?? stack);
      const roleArn = input.RoleARN ?? stack.roleArn;
      beginOperation(
        parts,
        stack,
        {
          kind: 'update',
          phase: 'apply',
          principal: context.principal,
          ...(roleArn === undefined ? {} : { roleArn }),
          ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
          capabilities: input.Capabilities ?? [],
          tags,
          onFailure: 'ROLLBACK',
          retain: [],
        },
        inputs,
      );
      return { StackId: stack.stackId };
    },
  };
}

// CreateStack: answers once the template is found good; the resources are made afterwards (API reference, CreateStack).
import type { CreateStackInput, CreateStackOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import {
  beginOperation,
  createStackDocument,
  passRolePermission,
  prepareInputs,
} from '../begin.ts';
import { planChanges } from '../engine/plan.ts';
import { stackExists, validationError } from '../errors.ts';
import { checkStackName, type Parts, parseTags, refuseMembers, stackPermission } from '../parts.ts';
import { findStack } from '../store.ts';

const UNSUPPORTED = [
  'NotificationARNs',
  'ResourceTypes',
  'RetainExceptOnCreate',
  'RollbackConfiguration',
  'StackPolicyBody',
  'StackPolicyURL',
  'TimeoutInMinutes',
];

export function createCreateStack(parts: Parts): Action<CreateStackInput, CreateStackOutput> {
  return {
    permissions: (input, context) => [
      ...stackPermission(parts, 'CreateStack', input.StackName, context, ofRequestTags(input.Tags)),
      ...passRolePermission(input.RoleARN),
    ],
    run: async (input, context) => {
      const stackName = input.StackName ?? '';
      checkStackName(stackName);
      refuseMembers(input, UNSUPPORTED);
      if (input.DisableRollback !== undefined && input.OnFailure !== undefined) {
        throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
      }
      const { inputs, template } = await prepareInputs(parts, input, undefined, context);
      if (findStack(parts.engine.store, context.region, stackName) !== undefined) {
        throw stackExists(stackName);
      }
      const stack = createStackDocument(
        parts,
        {
          stackName,
          description: template.description,
          tags: parseTags(input.Tags),
          capabilities: input.Capabilities ?? [],
          roleArn: input.RoleARN,
          disableRollback: input.DisableRollback ?? false,
          terminationProtection: input.EnableTerminationProtection ?? false,
        },
        context,
      );
      // Nothing is there yet, so all of it is to be added: what cannot be computed is refused now.
      planChanges(parts.engine, stack, template, inputs.parameters, stack.tags);
      beginOperation(
        parts,
        stack,
        {
          kind: 'create',
          phase: 'apply',
          principal: context.principal,
          ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
          ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
          capabilities: stack.capabilities,
          tags: stack.tags,
          onFailure:
            input.OnFailure ?? (input.DisableRollback === true ? 'DO_NOTHING' : 'ROLLBACK'),
          retain: [],
        },
        inputs,
      );
      return { StackId: stack.stackId };
    },
  };
}

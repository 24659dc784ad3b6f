// GetTemplate: the text as it was given, of a stack or of a change set (API reference).
import type { GetTemplateInput, GetTemplateOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { findChangeSet, findChangeSetStack } from '../change-set.ts';
import { changeSetMissing, stackWithIdMissing } from '../errors.ts';
import { changeSetInputsKey, currentInputsKey, findInputs, nextInputsKey } from '../inputs.ts';
import { type Parts, stackPermission } from '../parts.ts';
import type { StackDocument } from '../store.ts';

export function createGetTemplate(parts: Parts): Action<GetTemplateInput, GetTemplateOutput> {
  const { store } = parts.engine;
  const keysFor = (input: GetTemplateInput, stack: StackDocument): readonly string[] => {
    if (input.ChangeSetName === undefined) return [currentInputsKey(stack), nextInputsKey(stack)];
    const changeSet = findChangeSet(store, stack, input.ChangeSetName);
    if (changeSet === undefined) throw changeSetMissing(input.ChangeSetName);
    return [changeSetInputsKey(stack.region, changeSet.changeSetId)];
  };
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'GetTemplate', input.StackName, context),
    run: (input, { region }) => {
      const stack = findChangeSetStack(store, region, input);
      if (stack === undefined) throw stackWithIdMissing(input.StackName ?? '');
      const inputs = keysFor(input, stack)
        .map((key) => findInputs(store, key))
        .find((found) => found !== undefined);
      if (inputs === undefined) throw stackWithIdMissing(stack.stackName);
      return { TemplateBody: inputs.templateBody, StagesAvailable: ['Original', 'Processed'] };
    },
  };
}

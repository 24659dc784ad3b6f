// CreateChangeSet: the changes are found while the caller waits, so a set is complete or failed at once. One that
// changes nothing is FAILED, which is how deploy tools learn it (API reference, CreateChangeSet).
import type { CreateChangeSetInput, CreateChangeSetOutput } from '@aws-sdk/client-cloudformation';
import { toArn } from '../../arn.ts';
import { createUuid } from '../../random.ts';
import type { Action, CallContext } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { createStackDocument, passRolePermission, prepareInputs } from '../begin.ts';
import { changeSetKey, findChangeSet } from '../change-set.ts';
import { putStackStatus } from '../engine/events.ts';
import { planChanges } from '../engine/plan.ts';
import { changeSetExists, stackMissing, unsupported, validationError } from '../errors.ts';
import { changeSetInputsKey, putInputs } from '../inputs.ts';
import { checkStackName, type Parts, parseTags, refuseMembers, stackPermission } from '../parts.ts';
import { type ChangeSetDocument, findStack, type StackDocument, stackKey } from '../store.ts';
import { checkUpdatable } from '../updatable.ts';

const UNSUPPORTED = [
  'DeploymentMode',
  'ImportExistingResources',
  'IncludeNestedStacks',
  'NotificationARNs',
  'ResourceTypes',
  'ResourcesToImport',
  'RollbackConfiguration',
];
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export function createCreateChangeSet(
  parts: Parts,
): Action<CreateChangeSetInput, CreateChangeSetOutput> {
  const { engine } = parts;
  return {
    permissions: (input, context) => [
      ...stackPermission(
        parts,
        'CreateChangeSet',
        input.StackName,
        context,
        ofRequestTags(input.Tags),
      ),
      ...passRolePermission(input.RoleARN),
    ],
    run: async (input, context) => {
      const changeSetName = input.ChangeSetName ?? '';
      refuseMembers(input, UNSUPPORTED);
      checkChangeSetName(changeSetName);
      const type = input.ChangeSetType ?? 'UPDATE';
      if (type === 'IMPORT') throw unsupported('ChangeSetType IMPORT');
      const existing = findStack(engine.store, context.region, input.StackName ?? '');
      checkStackFor(type, input, existing);
      const { inputs, template } = await prepareInputs(parts, input, existing, context);
      const tags =
        input.Tags === undefined && existing !== undefined ? existing.tags : parseTags(input.Tags);
      const stack =
        existing ??
        createStackDocument(
          parts,
          {
            stackName: input.StackName ?? '',
            description: template.description,
            tags,
            capabilities: input.Capabilities ?? [],
            roleArn: input.RoleARN,
            disableRollback: false,
            terminationProtection: false,
          },
          context,
        );
      if (findChangeSet(engine.store, stack, changeSetName)?.executionStatus === 'AVAILABLE') {
        throw changeSetExists(changeSetName);
      }
      const plan = planChanges(engine, stack, template, inputs.parameters, tags);
      const changeless = type === 'UPDATE' && plan.changes.length === 0 && !plan.outputsChange;
      const changeSet: ChangeSetDocument = {
        changeSetId: createChangeSetId(parts, changeSetName, context),
        changeSetName,
        stackId: stack.stackId,
        stackName: stack.stackName,
        type,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        creationTime: engine.environment.clock.now(),
        ...(changeless
          ? { status: 'FAILED', statusReason: NO_CHANGES, executionStatus: 'UNAVAILABLE' }
          : { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }),
        capabilities: input.Capabilities ?? [],
        tags,
        ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
        onFailure: input.OnStackFailure ?? 'ROLLBACK',
        changes: plan.changes,
      };
      engine.store.transaction(() => {
        if (existing === undefined) {
          engine.store.stacks.put(stackKey(stack), stack);
          putStackStatus(engine, stack, {
            status: 'REVIEW_IN_PROGRESS',
            statusReason: 'User Initiated',
          });
        }
        engine.store.changeSets.put(changeSetKey(stack, changeSet.changeSetId), changeSet);
        const key = changeSetInputsKey(context.region, changeSet.changeSetId);
        putInputs(engine.store, key, inputs);
      });
      return { Id: changeSet.changeSetId, StackId: stack.stackId };
    },
  };
}

function checkChangeSetName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

function checkStackFor(
  type: 'CREATE' | 'UPDATE',
  input: CreateChangeSetInput,
  stack: StackDocument | undefined,
): void {
  const stackName = input.StackName ?? '';
  if (type === 'CREATE') {
    checkStackName(stackName);
    if (stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${input.ChangeSetName ?? ''}].`,
      );
    }
    return;
  }
  if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') throw stackMissing(stackName);
  checkUpdatable(stack);
}

function createChangeSetId(
  { engine }: Parts,
  changeSetName: string,
  { region, accountId }: CallContext,
): string {
  const resource = `changeSet/${changeSetName}/${createUuid(engine.environment.random)}`;
  return toArn({ service: 'cloudformation', region, accountId, resource });
}

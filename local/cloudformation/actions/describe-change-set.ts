// DescribeChangeSet (API reference): what would change and whether it may be executed.
import type {
  Change,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
} from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { findChangeSet, findChangeSetStack } from '../change-set.ts';
import { describeParameters } from '../describe-stack.ts';
import { changeSetMissing, stackMissing } from '../errors.ts';
import { changeSetInputsKey, findInputs } from '../inputs.ts';
import { toPage } from '../pages.ts';
import { type Parts, refuseMembers, stackPermission } from '../parts.ts';
import type { ChangeDocument } from '../store.ts';

const CHANGES_PER_PAGE = 100;

export function createDescribeChangeSet(
  parts: Parts,
): Action<DescribeChangeSetInput, DescribeChangeSetOutput> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'DescribeChangeSet', input.StackName, context),
    run: (input, { region }) => {
      refuseMembers(input, ['IncludePropertyValues']);
      const stack = findChangeSetStack(store, region, input);
      if (stack === undefined && input.StackName !== undefined) throw stackMissing(input.StackName);
      const name = input.ChangeSetName ?? '';
      const changeSet = stack === undefined ? undefined : findChangeSet(store, stack, name);
      if (changeSet === undefined) throw changeSetMissing(name);
      const inputs = findInputs(store, changeSetInputsKey(region, changeSet.changeSetId));
      const page = toPage(changeSet.changes, input.NextToken, CHANGES_PER_PAGE);
      return {
        ChangeSetName: changeSet.changeSetName,
        ChangeSetId: changeSet.changeSetId,
        StackId: changeSet.stackId,
        StackName: changeSet.stackName,
        Description: changeSet.description,
        Parameters: inputs === undefined ? [] : describeParameters(inputs),
        CreationTime: new Date(changeSet.creationTime),
        ExecutionStatus: changeSet.executionStatus,
        Status: changeSet.status,
        StatusReason: changeSet.statusReason,
        NotificationARNs: [],
        RollbackConfiguration: {},
        Capabilities: changeSet.capabilities as NonNullable<
          DescribeChangeSetOutput['Capabilities']
        >,
        Tags: changeSet.tags.map((tag) => ({ ...tag })),
        Changes: page.items.map(toChange),
        NextToken: page.NextToken,
        IncludeNestedStacks: false,
        OnStackFailure: changeSet.onFailure,
      };
    },
  };
}

function toChange(change: ChangeDocument): Change {
  const names = change.changedProperties;
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: [...new Set(names.map(toScope))],
      Details: names.map((name) => ({
        Target: {
          Attribute: toScope(name),
          Name: toScope(name) === 'Properties' ? name : undefined,
        },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      })),
    },
  };
}

function toScope(name: string): 'Properties' | 'Metadata' | 'Tags' {
  return name === 'Metadata' || name === 'Tags' ? name : 'Properties';
}

// ListChangeSets of one stack (API reference).
import type { ListChangeSetsInput, ListChangeSetsOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { listChangeSets } from '../change-set.ts';
import { stackMissing } from '../errors.ts';
import { toPage } from '../pages.ts';
import { type Parts, stackPermission } from '../parts.ts';
import { findStack } from '../store.ts';

export function createListChangeSets(
  parts: Parts,
): Action<ListChangeSetsInput, ListChangeSetsOutput> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'ListChangeSets', input.StackName, context),
    run: (input, { region }) => {
      const stack = findStack(store, region, input.StackName ?? '');
      if (stack === undefined) throw stackMissing(input.StackName ?? '');
      const { items, NextToken } = toPage(listChangeSets(store, stack), input.NextToken, 100);
      return {
        Summaries: items.map((changeSet) => ({
          StackId: changeSet.stackId,
          StackName: changeSet.stackName,
          ChangeSetId: changeSet.changeSetId,
          ChangeSetName: changeSet.changeSetName,
          ExecutionStatus: changeSet.executionStatus,
          Status: changeSet.status,
          StatusReason: changeSet.statusReason,
          CreationTime: new Date(changeSet.creationTime),
          Description: changeSet.description,
        })),
        NextToken,
      };
    },
  };
}

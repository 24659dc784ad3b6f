// ListStacks: deleted ones too, newest first, by status where asked (API reference).
import type {
  ListStacksInput,
  ListStacksOutput,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { toDate } from '../describe-stack.ts';
import { toPage } from '../pages.ts';
import type { Parts } from '../parts.ts';

const STACKS_PER_PAGE = 100;

export function createListStacks(parts: Parts): Action<ListStacksInput, ListStacksOutput> {
  return {
    permissions: () => [{ action: 'cloudformation:ListStacks', resource: '*' }],
    run: (input, { region }) => {
      const statuses: readonly string[] = input.StackStatusFilter ?? [];
      const stacks = parts.engine.store.stacks
        .list({ prefix: `${region}/` })
        .map(({ document }) => document)
        .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
        .sort((one, other) => other.creationTime - one.creationTime);
      const { items, NextToken } = toPage(stacks, input.NextToken, STACKS_PER_PAGE);
      return {
        StackSummaries: items.map((stack) => ({
          StackId: stack.stackId,
          StackName: stack.stackName,
          TemplateDescription: stack.description,
          CreationTime: new Date(stack.creationTime),
          LastUpdatedTime: toDate(stack.lastUpdatedTime),
          DeletionTime: toDate(stack.deletionTime),
          StackStatus: stack.status as StackStatus,
          StackStatusReason: stack.statusReason,
          DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
        })),
        NextToken,
      };
    },
  };
}

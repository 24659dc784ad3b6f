// DescribeStacks: one by name or ARN, or all that are not deleted (API reference, DescribeStacks).
import type { DescribeStacksInput, DescribeStacksOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { describeStack } from '../describe-stack.ts';
import { toPage } from '../pages.ts';
import { loadStackWithId, type Parts, stackPermission } from '../parts.ts';

const STACKS_PER_PAGE = 100;

export function createDescribeStacks(
  parts: Parts,
): Action<DescribeStacksInput, DescribeStacksOutput> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'DescribeStacks', input.StackName, context),
    run: (input, { region }) => {
      if (input.StackName !== undefined) {
        const stack = loadStackWithId(parts, region, input.StackName);
        return { Stacks: [describeStack(store, stack)] };
      }
      const stacks = store.stacks
        .list({ prefix: `${region}/` })
        .map(({ document }) => document)
        .filter(({ status }) => status !== 'DELETE_COMPLETE');
      const { items, NextToken } = toPage(stacks, input.NextToken, STACKS_PER_PAGE);
      return { Stacks: items.map((stack) => describeStack(store, stack)), NextToken };
    },
  };
}

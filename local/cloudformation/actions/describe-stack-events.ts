// DescribeStackEvents: newest first; a deleted stack's by its ARN only (API reference, DescribeStackEvents).
import type {
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { stackMissing } from '../errors.ts';
import { toPage } from '../pages.ts';
import { type Parts, stackPermission } from '../parts.ts';
import { findStack, partsPrefix } from '../store.ts';

const EVENTS_PER_PAGE = 100;

export function createDescribeStackEvents(
  parts: Parts,
): Action<DescribeStackEventsInput, DescribeStackEventsOutput> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'DescribeStackEvents', input.StackName, context),
    run: (input, { region }) => {
      const stack = findStack(store, region, input.StackName ?? '');
      if (stack === undefined) throw stackMissing(input.StackName ?? '');
      const events = store.events.list({ prefix: partsPrefix(stack), reverse: true });
      const { items, NextToken } = toPage(events, input.NextToken, EVENTS_PER_PAGE);
      return {
        StackEvents: items.map(({ document }) => ({
          StackId: stack.stackId,
          StackName: stack.stackName,
          EventId: document.eventId,
          LogicalResourceId: document.logicalId,
          PhysicalResourceId: document.physicalId,
          ResourceType: document.type,
          Timestamp: new Date(document.timestamp),
          ResourceStatus: document.status as ResourceStatus,
          ResourceStatusReason: document.statusReason,
          ClientRequestToken: document.token,
        })),
        NextToken,
      };
    },
  };
}

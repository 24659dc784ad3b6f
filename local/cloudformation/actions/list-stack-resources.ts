// ListStackResources: every resource of a stack, in pages (API reference).
import type {
  ListStackResourcesInput,
  ListStackResourcesOutput,
  ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { listResources } from '../engine/engine.ts';
import { toPage } from '../pages.ts';
import { loadStackWithId, type Parts, stackPermission } from '../parts.ts';

const RESOURCES_PER_PAGE = 100;

export function createListStackResources(
  parts: Parts,
): Action<ListStackResourcesInput, ListStackResourcesOutput> {
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'ListStackResources', input.StackName, context),
    run: (input, { region }) => {
      const stack = loadStackWithId(parts, region, input.StackName);
      const resources = listResources(parts.engine, stack);
      const { items, NextToken } = toPage(resources, input.NextToken, RESOURCES_PER_PAGE);
      return {
        StackResourceSummaries: items.map((resource) => ({
          LogicalResourceId: resource.logicalId,
          PhysicalResourceId: resource.physicalId,
          ResourceType: resource.type,
          LastUpdatedTimestamp: new Date(resource.timestamp),
          ResourceStatus: resource.status as ResourceStatus,
          ResourceStatusReason: resource.statusReason,
          DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
        })),
        NextToken,
      };
    },
  };
}

// DescribeStackResource: one resource by its logical id (API reference).
import type {
  DescribeStackResourceInput,
  DescribeStackResourceOutput,
  ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { describeResource } from '../describe-stack.ts';
import { resourceMissing, validationError } from '../errors.ts';
import { type Parts, stackPermission } from '../parts.ts';
import { findStack, partsPrefix } from '../store.ts';

export function createDescribeStackResource(
  parts: Parts,
): Action<DescribeStackResourceInput, DescribeStackResourceOutput> {
  const { store } = parts.engine;
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'DescribeStackResource', input.StackName, context),
    run: (input, { region }) => {
      const stack = findStack(store, region, input.StackName ?? '');
      if (stack === undefined) {
        throw validationError(`Stack '${input.StackName ?? ''}' does not exist`);
      }
      const logicalId = input.LogicalResourceId ?? '';
      const resource = store.resources.get(`${partsPrefix(stack)}${logicalId}`);
      if (resource === undefined) throw resourceMissing(logicalId, stack.stackName);
      const { Timestamp, ...described } = describeResource(stack, resource);
      return {
        StackResourceDetail: {
          ...described,
          ResourceStatus: resource.status as ResourceStatus,
          LastUpdatedTimestamp: Timestamp,
          Metadata: resource.metadata,
        },
      };
    },
  };
}

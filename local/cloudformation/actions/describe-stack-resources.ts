// DescribeStackResources: of one stack, or of the stack that a physical id belongs to (API reference).
import type {
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
} from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { describeResource } from '../describe-stack.ts';
import { listResources } from '../engine/engine.ts';
import { validationError } from '../errors.ts';
import { loadStackWithId, type Parts, stackPermission } from '../parts.ts';
import type { StackDocument } from '../store.ts';

const RESOURCES_MAX = 100;

export function createDescribeStackResources(
  parts: Parts,
): Action<DescribeStackResourcesInput, DescribeStackResourcesOutput> {
  const { engine } = parts;
  const findOwner = (region: string, physicalId: string): StackDocument => {
    const owner = engine.store.stacks
      .list({ prefix: `${region}/` })
      .map(({ document }) => document)
      .find((stack) => listResources(engine, stack).some((one) => one.physicalId === physicalId));
    if (owner === undefined) throw validationError(`Stack for ${physicalId} does not exist`);
    return owner;
  };
  return {
    permissions: (input, context) =>
      stackPermission(parts, 'DescribeStackResources', input.StackName, context),
    run: (input, { region }) => {
      const { StackName, PhysicalResourceId, LogicalResourceId } = input;
      if ((StackName === undefined) === (PhysicalResourceId === undefined)) {
        throw validationError('Exactly one of StackName and PhysicalResourceId must be specified');
      }
      const stack =
        PhysicalResourceId === undefined
          ? loadStackWithId(parts, region, StackName)
          : findOwner(region, PhysicalResourceId);
      const resources = listResources(engine, stack).filter(
        ({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId,
      );
      return {
        StackResources: resources
          .slice(0, RESOURCES_MAX)
          .map((resource) => describeResource(stack, resource)),
      };
    },
  };
}

// Stacks and resources as the API shows them. NoEcho parameters are shown as stars, here and nowhere else.
import type {
  Capability,
  Parameter,
  Stack,
  StackResource,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import { currentInputsKey, findInputs, nextInputsKey } from './inputs.ts';
import type { CloudFormationStore, Inputs, ResourceDocument, StackDocument } from './store.ts';
import { parseDeclarations } from './template/parameters.ts';
import { parseTemplate } from './template/template.ts';

export function describeStack(store: CloudFormationStore, stack: StackDocument): Stack {
  const inputs =
    findInputs(store, currentInputsKey(stack)) ?? findInputs(store, nextInputsKey(stack));
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    Description: stack.description,
    Parameters: inputs === undefined ? [] : describeParameters(inputs),
    CreationTime: new Date(stack.creationTime),
    LastUpdatedTime: toDate(stack.lastUpdatedTime),
    DeletionTime: toDate(stack.deletionTime),
    RollbackConfiguration: {},
    StackStatus: stack.status as StackStatus,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: [],
    Capabilities: [...stack.capabilities] as Capability[],
    Outputs: stack.outputs.map((output) => ({ ...output })),
    RoleARN: stack.roleArn,
    Tags: stack.tags.map((tag) => ({ ...tag })),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function describeParameters({ templateBody, parameters }: Inputs): Parameter[] {
  const declarations = parseDeclarations(parseTemplate(templateBody).parameters);
  return Object.entries(declarations).map(([name, { noEcho }]) => ({
    ParameterKey: name,
    ParameterValue: noEcho ? '****' : parameters[name],
  }));
}

export function describeResource(
  stack: StackDocument,
  resource: ResourceDocument,
): StackResource & { LogicalResourceId: string } {
  return {
    StackName: stack.stackName,
    StackId: stack.stackId,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    Timestamp: new Date(resource.timestamp),
    ResourceStatus: resource.status as NonNullable<StackResource['ResourceStatus']>,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export function toDate(milliseconds: number | undefined): Date | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds);
}

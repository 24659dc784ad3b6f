// AWS::StepFunctions::StateMachineAlias (Template Reference). Traffic moves at once: gradual deployments are refused.
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import {
  findRecord,
  findText,
  listRecords,
  loadText,
  toLowerMembers,
} from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { templateError } from '../errors.ts';
import type { ValueRecord } from '../template/value.ts';

export const stepFunctionsStateMachineAlias: ResourceProvider = {
  type: 'AWS::StepFunctions::StateMachineAlias',
  shape: {
    members: {
      DeploymentPreference: {
        members: {
          Alarms: { list: 'string' },
          Interval: 'integer',
          Percentage: 'integer',
          StateMachineVersionArn: 'string',
          Type: 'string',
        },
        required: ['StateMachineVersionArn', 'Type'],
      },
      Description: 'string',
      Name: 'string',
      RoutingConfiguration: {
        list: {
          members: { StateMachineVersionArn: 'string', Weight: 'integer' },
          required: ['StateMachineVersionArn', 'Weight'],
        },
      },
    },
  },
  replacedBy: ['Name'],
  nameProperty: 'Name',
  attributes: ['Arn'],
  exists: async (name, { properties }, { call }) => {
    const version = findText(toRoutes(properties)[0] ?? {}, 'stateMachineVersionArn') ?? '';
    const stateMachineAliasArn = version.replace(/:\d+$/, `:${name}`);
    return await isFound(
      call('stepfunctions', 'DescribeStateMachineAlias', { stateMachineAliasArn }),
    );
  },
  create: async ({ properties }, context) => {
    const { stateMachineAliasArn: Arn = '' } = await context.call<{
      stateMachineAliasArn?: string;
    }>('stepfunctions', 'CreateStateMachineAlias', {
      ...toInput(properties),
      name: nameOf(properties, context),
    });
    return { physicalId: Arn, attributes: { Arn } };
  },
  update: async ({ properties }, { physicalId, attributes }, { call }) => {
    await call('stepfunctions', 'UpdateStateMachineAlias', {
      // What the template no longer says is taken back.
      description: '',
      ...toInput(properties),
      stateMachineAliasArn: physicalId,
    });
    return { physicalId, attributes };
  },
  delete: async ({ physicalId: stateMachineAliasArn }, { call }) => {
    await ignoreMissing(call('stepfunctions', 'DeleteStateMachineAlias', { stateMachineAliasArn }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'Name') ?? createPhysicalName(context, 80);
}

function toInput(properties: ValueRecord): ValueRecord {
  const description = findText(properties, 'Description');
  return {
    ...(description === undefined ? {} : { description }),
    routingConfiguration: toRoutes(properties),
  };
}

function toRoutes(properties: ValueRecord): readonly ValueRecord[] {
  const preference = findRecord(properties, 'DeploymentPreference');
  const routes = listRecords(properties, 'RoutingConfiguration');
  if ((preference === undefined) === (routes.length === 0)) {
    throw templateError('either RoutingConfiguration or DeploymentPreference must be given.');
  }
  if (preference === undefined) return routes.map((route) => toLowerMembers(route) as ValueRecord);
  if (preference['Type'] !== 'ALL_AT_ONCE') {
    throw templateError('DeploymentPreference.Type is supported as ALL_AT_ONCE alone.');
  }
  return [{ stateMachineVersionArn: loadText(preference, 'StateMachineVersionArn'), weight: 100 }];
}
